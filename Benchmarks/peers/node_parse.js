// Node: JSON.parse of an inventory answer, which does nothing else with it.
//
// usage: node node_parse.js FILE RUNS
"use strict";
const { readFileSync } = require("fs");
const { performance } = require("perf_hooks");

const [file, runs] = process.argv.slice(2);
const buffer = readFileSync(file);
// The text is made once and not timed; neither does the mirror's time include reading the file.
const text = buffer.toString("utf8");
const seconds = [];
let rows = 0;
for (let run = 0; run < Number(runs); run++) {
  const start = performance.now();
  const parsed = JSON.parse(text);
  seconds.push((performance.now() - start) / 1000);
  rows = parsed.length;
}
seconds.sort((left, right) => left - right);
const median = seconds[seconds.length >> 1];
console.log(JSON.stringify({
  peer: "node", version: process.version, runs: seconds.length, rows,
  p50_us: Math.round(median * 1e6), mb_per_s: Math.round(buffer.length / median / 1e6),
}));
