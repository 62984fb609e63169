#!/usr/bin/env python3
"""Runs the benchmarks and their peers and writes results.md and plots/.

usage: run.py [--quick] [--minutes N] [--bin DIR] [--output DIR]

Peers that the machine lacks are installed from Debian and PyPI (into .venv): what and where is
said before; --no-install measures without them. No server is left running or enabled. A step that
fails or does not fit the time is named in the results; the rest goes on.
"""
import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)
PEERS = os.path.join(HERE, "peers")
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
import report  # noqa: E402  (beside this file)

# Program, Debian package, its services.
PACKAGES = [("node", "nodejs", []), ("redis-server", "redis-server", ["redis-server"]),
            ("cc", "gcc", []), ("/usr/lib/postgresql", "postgresql", ["postgresql"])]
PIP = ["duckdb", "numpy", "psycopg[binary]"]
MODULES = "import duckdb, numpy, psycopg, sqlite3"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="small sizes, within a minute")
    parser.add_argument("--minutes", type=float, default=None, help="start no step after that")
    parser.add_argument("--bin", default=os.path.join(TOP, ".build", "release"))
    parser.add_argument("--output", default=HERE, help="directory of results.md and plots/")
    parser.add_argument("--no-install", action="store_true",
                        help="measure with the peers that are there")
    options = parser.parse_args()
    # So that servers and scratch files go whichever way this ends.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    minutes = options.minutes or (0.9 if options.quick else 40)
    # On disk, which /tmp need not be: durable must mean durable. Readable for all, since
    # PostgreSQL runs as a user of its own.
    scratch = f"/var/tmp/posmirror-bench-{os.getpid()}"
    os.makedirs(scratch, mode=0o755)
    os.environ["TMPDIR"] = scratch
    try:
        bench = Bench(options.bin, scratch, minutes * 60, not options.no_install)
        (quick if options.quick else full)(bench)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    name = "results-quick.md" if options.quick else "results.md"
    report.write(bench.results, bench.missing, bench.machine, options.output, name)
    print(f"wrote {os.path.join(options.output, name)}"
          f" after {time.monotonic() - bench.start:.0f} s", flush=True)
    wrong = report.disagreements(bench.results)
    for text in wrong:
        print(f"WRONG: {text}", file=sys.stderr)
    sys.exit(3 if wrong else 0)


class Bench:
    """Runs steps and keeps what they printed."""

    def __init__(self, binaries, scratch, seconds, installs):
        self.program = os.path.join(os.path.abspath(binaries), "posmirror-bench")
        self.scratch = scratch
        self.start = time.monotonic()
        self.machine = machine()
        self.results, self.missing = [], []
        self.python = prepare_peers(self.missing, installs)
        # Installing does not count.
        self.deadline = time.monotonic() + seconds
        self.floor = self.compiled("floor")
        self.libraries = self.compiled("libraries", "-lrocksdb", "-lcurl")

    def compiled(self, name, *libraries):
        target = os.path.join(self.scratch, name)
        try:
            subprocess.run(
                ["cc", "-O2", "-o", target, f"{PEERS}/{name}.c", *libraries], check=True)
        except (OSError, subprocess.SubprocessError) as error:
            self.missing.append(f"{name}.c: {error}")
        return target

    def step(self, name, command, seconds=240, **facts):
        """Runs a command that prints one JSON object; keeps it with `name` and `facts`."""
        left = self.deadline - time.monotonic()
        label = " ".join([name] + [f"{key}={value}" for key, value in facts.items()])
        if left <= 0:
            self.missing.append(f"{label}: out of time")
            return None
        begun = time.monotonic()
        try:
            done = run_to_its_end(command, min(seconds, left + 30))
            found = json.loads(done.stdout) if done.returncode == 0 else None
            why = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        except subprocess.TimeoutExpired:
            found, why = None, [f"no result within {seconds} s"]
        except (OSError, ValueError) as error:
            found, why = None, [str(error)]
        print(f"{time.monotonic() - self.start:6.0f} s  {label}"
              f"  ({time.monotonic() - begun:.1f} s)" + ("" if found else f"  FAILED: {why[0]}"),
              flush=True)
        if found is None:
            self.missing.append(f"{label}: {why[0]}")
            return None
        found.update(facts)
        found["step"] = name
        self.results.append(found)
        return found

    def ours(self, workload, seconds=240, **flags):
        """One of our own workloads; `flags` become options."""
        words = [self.program, workload, "--json"]
        for flag, value in flags.items():
            words += [f"--{flag}", str(value)]
        return self.step(workload, words, seconds)

    def peer(self, name, *words, seconds=240, **facts):
        """A peer's script of this directory."""
        script = os.path.join(PEERS, name)
        program = "node" if name.endswith(".js") else self.python
        step = name.split(".")[0]
        return self.step(step, [program, script] + [str(word) for word in words], seconds, **facts)

    def floor_of(self, mode, *numbers, **facts):
        words = [self.floor, mode] + [str(number) for number in numbers]
        return self.step(mode, words, 60, **facts)

    def empty(self):
        """The memory of the libraries alone."""
        path = os.path.join(self.scratch, "libraries-store")
        self.step("libraries", [self.libraries, path], 60)
        self.drop(path)

    def store(self, products):
        """A store with the catalog, made once a size; None where that failed."""
        path = os.path.join(self.scratch, f"store-{products}")
        return path if self.ours("prepare", seconds=600, products=products, output=path) else None

    def export(self, products):
        """The same catalog and rules for the peers."""
        path = os.path.join(self.scratch, f"csv-{products}")
        return path if self.ours("export", products=products, output=path) else None

    def drop(self, *paths):
        for path in paths:
            if path:
                shutil.rmtree(path, ignore_errors=True)


def run_to_its_end(command, seconds):
    """As subprocess.run; whatever ends it early lets the command stop the servers that it has."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True) as process:
        try:
            out, error = process.communicate(timeout=seconds)
        except BaseException:
            process.terminate()
            try:
                process.communicate(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
            raise
        return subprocess.CompletedProcess(command, process.returncode, out, error)


def machine():
    """What the measurements were made on."""
    facts = {"system": platform.platform(), "cpu": "", "cores": os.cpu_count()}
    with open("/proc/cpuinfo") as file:
        for text in file:
            if text.startswith("model name"):
                facts["cpu"] = text.split(":", 1)[1].strip()
    with open("/proc/meminfo") as file:
        facts["memory_gb"] = round(int(file.readline().split()[1]) * 1024 / 1e9, 1)
    facts["load"] = os.getloadavg()[0]
    for name, words in {
            "swift": ["swift", "--version"], "commit": ["git", "-C", TOP, "rev-parse",
                                                        "--short", "HEAD"]}.items():
        try:
            done = subprocess.run(words, capture_output=True, text=True, timeout=30)
            facts[name] = done.stdout.strip().splitlines()[0] if done.stdout else ""
        except (OSError, subprocess.SubprocessError):
            facts[name] = ""
    return facts


def prepare_peers(missing, installs):
    """Installs what is not there, unless told not to; returns the Python that has the modules."""
    wanted = [entry for entry in PACKAGES
              if not (shutil.which(entry[0]) or os.path.isdir(entry[0]))]
    venv = os.path.join(TOP, ".venv")
    pythons = [sys.executable, f"{venv}/bin/python"]
    python = next((python for python in pythons if has_modules(python)), None)
    names = [package for _, package, _ in wanted]
    if not installs:
        missing += [f"not installed: {name}" for name in names + ([] if python else PIP)]
        return python or sys.executable
    if names:
        print(f"installs from Debian: {' '.join(names)}", flush=True)
    if not python:
        print(f"installs from PyPI into {venv}: {' '.join(PIP)}", flush=True)
    if names:
        install_packages(wanted, missing)
    if python:
        return python
    try:
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([f"{venv}/bin/pip", "install", "-q"] + PIP, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        missing.append(f"pip could not install {' '.join(PIP)}: {error}")
    return f"{venv}/bin/python"


def install_packages(wanted, missing):
    """Installs Debian packages; their services are neither started nor enabled."""
    prefix = [] if os.getuid() == 0 else ["sudo"]
    names = [package for _, package, _ in wanted]
    policy = Policy(prefix)
    try:
        for words in (["apt-get", "update", "-qq"],
                      ["apt-get", "install", "-y", "-qq", "--no-install-recommends"] + names):
            subprocess.run(prefix + ["env", "DEBIAN_FRONTEND=noninteractive"] + words, check=True,
                           stdout=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError) as error:
        missing.append(f"apt could not install {' '.join(names)}: {error}")
    finally:
        policy.remove()
    for service in [service for _, _, services in wanted for service in services]:
        if shutil.which("systemctl"):
            subprocess.run(prefix + ["systemctl", "disable", "--quiet", service],
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Policy:
    """/usr/sbin/policy-rc.d while packages are installed: 101 says that no service may start."""

    PATH = "/usr/sbin/policy-rc.d"

    def __init__(self, prefix):
        self.prefix = prefix
        # Whoever has a policy already knows what should start.
        self.is_ours = not os.path.exists(self.PATH)
        if self.is_ours:
            subprocess.run(prefix + ["sh", "-c", f"printf '#!/bin/sh\\nexit 101\\n' > {self.PATH}"
                                     f" && chmod 755 {self.PATH}"], check=True)

    def remove(self):
        if self.is_ours:
            subprocess.run(self.prefix + ["rm", "-f", self.PATH], check=True)


def has_modules(python):
    try:
        return subprocess.run([python, "-c", MODULES], capture_output=True).returncode == 0
    except OSError:
        return False


class Redis:
    """A redis-server on a Unix socket, without persistence: it need not write anything."""

    def __init__(self, bench):
        self.bench = bench
        self.socket = os.path.join(bench.scratch, "redis.sock")
        self.process = None

    def __enter__(self):
        try:
            self.process = subprocess.Popen(
                ["redis-server", "--port", "0", "--unixsocket", self.socket, "--save", "",
                 "--appendonly", "no"], stdout=subprocess.DEVNULL, cwd=self.bench.scratch)
        except OSError as error:
            self.bench.missing.append(f"redis-server: {error}")
            return self
        until = time.monotonic() + 10
        while not os.path.exists(self.socket) and time.monotonic() < until:
            time.sleep(0.02)
        return self

    def __exit__(self, *_):
        if self.process:
            self.process.terminate()
            self.process.wait()

    def own_generator(self, connections, depth, calls):
        """What redis-benchmark itself says, with values of 400 bytes."""
        words = ["redis-benchmark", "-s", self.socket, "-c", str(connections), "-P", str(depth),
                 "-n", str(calls), "-d", "400", "-t", "set,get", "--csv"]
        try:
            done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True)
            rows = [row.replace('"', "").split(",") for row in done.stdout.splitlines()]
            rate = next(float(row[1]) for row in rows if row[0] == "GET")
        except (OSError, ValueError, StopIteration, subprocess.SubprocessError) as error:
            self.bench.missing.append(f"redis-benchmark: {error}")
            return
        version = subprocess.run(["redis-server", "--version"], capture_output=True, text=True)
        self.bench.results.append(
            {"step": "redis-benchmark", "ops_per_s": rate, "connections": connections,
             "depth": depth, "version": version.stdout.split("v=")[1].split()[0]})


def quick(bench):
    """Everything once, small."""
    bench.empty()
    size = 100_000
    bench.floor_of("copy", 16 * size, 50, products=size)
    store, csv = bench.store(size), bench.export(size)
    if store:
        prices(bench, size, store, runs=20)
        menus(bench, size, store, curves=[(1, 1), (50, 16)], calls=200_000)
        bench.ours("reader-during-reprice", products=size, data=store, runs=5000)
    if csv:
        bench.peer("duckdb_prices.py", csv, 4, products=size)
        bench.peer("sqlite_prices.py", csv, 3, products=size)
        bench.peer("postgres_prices.py", csv, 2, products=size)
    ingest(bench, 10_000)
    commits(bench, 50_000)


def full(bench):
    """All sizes; the most telling first, the largest last."""
    bench.empty()
    for size in (1_000_000, 100_000):
        bench.floor_of("copy", 16 * size, 50, products=size)
        store, csv = bench.store(size), bench.export(size)
        if store:
            prices(bench, size, store)
            if size == 1_000_000:
                bench.ours("reprice-full", products=size, rules=10_000, data=store)
                bench.ours("reprice-one-rule", products=size, rules=10_000, data=store)
                bench.ours("reader-during-reprice", products=size, data=store)
                bench.ours("menu-stream", products=size, data=store)
            else:
                curves = [(c, d) for d in (1, 16) for c in (1, 2, 5, 10, 20, 50, 100)]
                menus(bench, size, store, curves)
        if csv:
            bench.peer("duckdb_prices.py", csv, 8, products=size)
            bench.peer("sqlite_prices.py", csv, 4, products=size)
            bench.peer("postgres_prices.py", csv, 4, products=size)
        bench.drop(store, csv)
    for size in (10_000, 100_000):
        ingest(bench, size)
    for size in (100_000, 1_000_000):
        commits(bench, size)
    size = 10_000_000
    bench.floor_of("copy", 16 * size, 10, products=size)
    csv = bench.export(size)
    if csv:
        bench.peer("duckdb_prices.py", csv, 4, products=size)
        bench.peer("sqlite_prices.py", csv, 2, products=size)
    store = bench.store(size)
    if store:
        prices(bench, size, store, runs=10)
    bench.drop(store)
    commits(bench, size)
    if csv:
        bench.peer("postgres_prices.py", csv, 2, products=size, seconds=400)
    bench.drop(csv)


def prices(bench, size, store, runs=None):
    """What depends on the size of the catalog."""
    bench.floor_of("sync", bench.scratch, 100)
    more = {"runs": runs} if runs else {}
    bench.ours("reprice-full", products=size, data=store, **more)
    bench.ours("reprice-one-rule", products=size, data=store, **more)
    bench.ours("reprice-all-rules", products=size, data=store, **more)
    bench.ours("menu-query", products=size, data=store)
    bench.ours("cold-start", products=size, data=store, runs=3)
    bench.ours("memory", products=size, data=store)


def menus(bench, size, store, curves, calls=None):
    """The socket: streams, single calls and loads, each beside its floor."""
    def number(connections, depth):
        """How many calls: one at a time takes as long as the machine takes to wake up."""
        if not calls:
            return {}
        return {"runs": calls // 20 if connections * depth == 1 else calls}

    menu = bench.ours("menu-stream", products=size, data=store)
    if menu:
        bench.floor_of("stream", int(menu["bytes_per_menu"]), 256 * 1024, 20, products=size)
    # Either takes what the machine takes to wake a process up, which changes from one moment to
    # the next: they take turns, and medians are compared.
    for _ in range(1 if calls else 5):
        single = bench.ours("product-get", products=size, data=store, **number(1, 1))
        if single:
            sizes = int(single["request_bytes"]), int(single["reply_bytes"])
            bench.floor_of("pingpong", *sizes, (calls or 1_000_000) // 20)
    for connections, depth in curves:
        bench.ours("product-get-pipelined", products=size, data=store, connections=connections,
                   depth=depth, **number(connections, depth))
    with Redis(bench) as redis:
        for connections, depth in curves:
            bench.ours("redis-load", products=size, data=store, input=redis.socket,
                       connections=connections, depth=depth, **number(connections, depth))
        redis.own_generator(50, 16, calls or 1_000_000)


def commits(bench, size):
    workloads = ["commit", "commit-raw"] + (["commit-indexed"] if size <= 100_000 else [])
    for workload in workloads:
        path = os.path.join(bench.scratch, workload)
        bench.ours(workload, seconds=400, products=size, output=path)
        # Where it was stopped half way.
        bench.drop(path)


def ingest(bench, size):
    file = os.path.join(bench.scratch, "inventory.json")
    if bench.ours("inventory", products=size, output=file):
        bench.ours("ingest", products=size, input=file, output=bench.scratch + "/ingest")
        bench.peer("node_parse.js", file, 5, products=size)
        os.remove(file)


if __name__ == "__main__":
    main()
