"""Turns measurements into results.md and plots/."""
import os

import svg

MILLION = 1_000_000


class Results:
    """Looks measurements up."""

    def __init__(self, rows):
        self.rows = rows

    def find(self, step, **facts):
        """The last one of a step with these facts; None where there is none."""
        if step in ("reprice-full", "reprice-one-rule"):
            facts.setdefault("rules", 500)
        for row in reversed(self.rows):
            if row["step"] == step and all(row.get(key) == facts[key] for key in facts):
                return row
        return None

    def value(self, step, key, **facts):
        """A figure, or a figure of a part as in `reprice.p50_us`."""
        row = self.find(step, **facts)
        for part in key.split("."):
            row = row.get(part) if isinstance(row, dict) else None
        return row

    def median(self, step, key):
        """The middle of a figure over all rows of a step; None where there are none."""
        found = sorted(row[key] for row in self.rows if row["step"] == step and row.get(key))
        return found[len(found) // 2] if found else None

    def sizes(self, *steps):
        """Catalog sizes of these steps, ascending; of all steps where none is named."""
        return sorted({row["products"] for row in self.rows
                       if (not steps or row["step"] in steps) and row.get("products")})

    def largest(self, step, most=MILLION):
        """The size to show beside a step's goal: the goal's own, or the largest below."""
        sizes = [size for size in self.sizes(step) if size <= most]
        return sizes[-1] if sizes else None


def comparisons(rows):
    """What was compared with a peer's result: a sentence and whether they are equal."""
    results = Results(rows)
    priced = ("duckdb_prices", "sqlite_prices", "postgres_prices")
    pairs = [
        ("reprice-full", "hash", priced, "hash_on"),
        ("reprice-one-rule", "hash", priced, "hash_off"),
        ("menu-stream", "hash", priced, "hash_off"),
        ("menu-query", "hash", ("duckdb_prices", "sqlite_prices"), "query_hash"),
        ("ingest", "rows", ("node_parse",), "rows"),
        ("commit", "hash", ("commit-raw",), "hash"),
    ]
    for step, key, peers, peer_key in pairs:
        for size in results.sizes(step):
            ours = results.value(step, key, products=size)
            for peer in peers:
                theirs = results.value(peer, peer_key, products=size)
                if ours is not None and theirs is not None:
                    yield (f"{step} of {size}: {key} {ours}, {peer} {theirs}", ours == theirs)


def disagreements(rows):
    """The comparisons that failed, as sentences."""
    return [text for text, is_equal in comparisons(rows) if not is_equal]


def ratio(over, under):
    return over / under if over and under else None


class Goal:
    """A line of the table of goals."""

    def __init__(self, what, goal, measured, ratio, is_met, size=None, wanted=None):
        """`size` is what was measured, `wanted` what the goal is of; None where none matters."""
        self.what, self.goal, self.measured = what, goal, measured
        self.ratio = "—"
        if ratio is not None:
            self.ratio = f"{ratio:.2f}×" if ratio < 10 else f"{ratio:,.0f}×"
        # A row that stands beside a goal, to say what it means, is neither met nor missed.
        self.verdict = ("" if goal == "—" else "not measured" if is_met is None
                        else f"not judged: the goal is of {short(wanted)}" if size != wanted
                        else "met" if is_met else "**missed**")


def goals(results):
    """Every budget of the design, with what was found."""
    lines = []
    size = wanted = None

    def add(*words):
        lines.append(Goal(*words, size=size, wanted=wanted))

    size, wanted = results.largest("reprice-full"), MILLION
    name = short(size)
    full = results.value("reprice-full", "p50_us", products=size)
    for peer, step, goal in (("DuckDB's UPDATE", "duckdb_prices", 50),
                             ("SQLite's", "sqlite_prices", 500),
                             ("PostgreSQL's", "postgres_prices", 3000)):
        theirs = results.value(step, "reprice.p50_us", products=size)
        found = ratio(theirs, full)
        add(f"Re-price {name} products, 500 rules, durable, against {peer}",
            f"{goal}× faster", f"{time(full)} : {time(theirs)}", found, found and found >= goal)
    # The disk's part is the same for any commit: compared is the time until readers see it.
    seen = results.value("reprice-full", "visible_p50_us", products=size)
    copy = results.value("copy", "p50_us", products=size)
    found = ratio(seen, copy)
    add(f"… visible to readers, against a copy of {short(16 * (size or 0))}B: price, group, rule"
        " before and after of each", "within 2×", f"{time(seen)} : {time(copy)}", found,
        found and found <= 2)
    one = results.value("reprice-one-rule", "visible_p50_us", products=size)
    found = ratio(one, seen)
    add(f"One rule that concerns 1 % of {name}, visible to readers", "a tenth of the full pass",
        f"{time(one)} : {time(seen)}", found, found and found <= 0.1)
    every = results.value("reprice-all-rules", "visible_p50_us", products=size)
    found = ratio(one, every)
    add("… against replacing all 500 rules, which leaves nothing to share", "—",
        f"{time(one)} : {time(every)}", found, None)
    reader = results.find("reader-during-reprice") or {}
    size = reader.get("products")
    found = reader.get("p99_ratio")
    add("Reader's p99 while all is re-priced in a loop", "within 2× of quiet",
        f"{time(reader.get('p99_us'))} : {time(reader.get('quiet_p99_us'))}", found,
        found and found <= 2)
    size = wanted = None  # of one product, however many there are
    single = results.median("product-get", "p50_us")
    bare = results.median("pingpong", "p50_us")
    found = ratio(single, bare)
    add("GetProduct, one at a time, against a bare socketpair", "p50 within 1.3×",
        f"{time(single)} : {time(bare)}", found, found and found <= 1.3)
    load = results.value("product-get-pipelined", "ops_per_s", connections=50, depth=16)
    redis = results.value("redis-load", "ops_per_s", connections=50, depth=16)
    found = ratio(load, redis)
    add("GetProduct, 50 connections × 16 in flight, against redis-server", "twice the rate",
        f"{rate(load)} : {rate(redis)}", found, found and found >= 2)
    size, wanted = results.largest("menu-stream", 100_000), 100_000
    menu = results.value("menu-stream", "p50_us", products=size)
    stream = results.value("stream", "p50_us", products=size)
    found = ratio(stream, menu)
    add(f"GetMenu, {short(size)} products, against the bare socket", "half its rate or better",
        f"{time(menu)} : {time(stream)}", found, found and found >= 0.5)
    size, wanted = results.largest("menu-query"), MILLION
    ours = results.value("menu-query", "p50_us", products=size)
    duck = results.value("duckdb_prices", "query.p50_us", products=size)
    lite = results.value("sqlite_prices", "query.p50_us", products=size)
    found = ratio(duck, ours)
    add(f"QueryMenu on {short(size or wanted)}, against DuckDB", "5× faster",
        f"{time(ours)} : {time(duck)}", found, found and found >= 5)
    found = ratio(ours, lite)
    add("… against SQLite with the right index", "below it", f"{time(ours)} : {time(lite)}",
        found, found and found <= 1)
    size, wanted = results.largest("ingest", 100_000), 100_000
    parse = results.value("ingest", "p50_us", products=size)
    node = results.value("node_parse", "p50_us", products=size)
    durable = results.value("ingest", "durable_us", products=size)
    found = ratio(parse, node)
    add(f"Inventory of {short(size or wanted)}: parse and map, against Node's JSON.parse alone",
        "no slower", f"{time(parse)} : {time(node)}", found, found and found <= 1)
    found = ratio(durable, node)
    add("… the durable whole", "at most twice that", f"{time(durable)} : {time(node)}", found,
        found and found <= 2)
    size, wanted = results.largest("commit", 10 * MILLION), 10 * MILLION
    ours = results.value("commit", "documents_per_s", products=size)
    raw = results.value("commit-raw", "documents_per_s", products=size)
    found = ratio(ours, raw)
    add(f"Commits of 500 writes up to {short(size)} documents, against raw RocksDB",
        "half its rate or better", f"{rate(ours)} : {rate(raw)}", found, found and found >= 0.5)
    first = results.value("commit", "first_tenth_documents_per_s", products=size)
    last = results.value("commit", "last_tenth_documents_per_s", products=size)
    found = ratio(last, first)
    add("… the last tenth of them against the first", "flat", f"{rate(last)} : {rate(first)}",
        found, found and found >= 0.5)
    peer = results.value("commit-raw", "last_tenth_documents_per_s", products=size)
    found = ratio(last, peer)
    add("… against raw RocksDB's own last tenth", "—", f"{rate(last)} : {rate(peer)}", found, None)
    size, wanted = results.largest("cold-start"), MILLION
    start = results.value("cold-start", "p50_us", products=size)
    add(f"Start with {short(size or wanted)} products to the first answer", "within 1 s", time(start), None,
        start and start <= 1e6)
    size, wanted = results.largest("memory"), MILLION
    loaded = results.value("memory", "loaded_rss_mb", products=size)
    add(f"Resident memory with {short(size or wanted)} products", "under 600 MB", f"{figure(loaded)} MB",
        None, loaded and loaded < 600)
    size = wanted = None
    empty = results.value("memory", "empty_rss_mb")
    add("Resident memory, empty and idle", "15 MB", f"{figure(empty)} MB", None,
        empty and empty <= 15)
    bare = results.value("libraries", "rss_mb")
    private = results.value("memory", "empty_private_mb")
    add("… of which private; a C program with RocksDB and libcurl, empty, takes as a whole", "—",
        f"{figure(private)} MB; {figure(bare)} MB", None, None)
    return lines


def by_size(results):
    """Rows of the table of growth: name, then a text for each size."""
    kinds = [
        ("re-price everything", "reprice-full", "p50_us", time),
        ("… until readers see it", "reprice-full", "visible_p50_us", time),
        ("… DuckDB", "duckdb_prices", "reprice.p50_us", time),
        ("… SQLite", "sqlite_prices", "reprice.p50_us", time),
        ("… PostgreSQL", "postgres_prices", "reprice.p50_us", time),
        ("… copy of the bytes", "copy", "p50_us", time),
        ("one rule of 1 %", "reprice-one-rule", "p50_us", time),
        ("… until readers see it", "reprice-one-rule", "visible_p50_us", time),
        ("all 500 rules replaced", "reprice-all-rules", "p50_us", time),
        ("re-price everything, 10,000 rules", "reprice-full", "p50_us", time, {"rules": 10_000}),
        ("GetMenu", "menu-stream", "p50_us", time),
        ("QueryMenu", "menu-query", "p50_us", time),
        ("… DuckDB", "duckdb_prices", "query.p50_us", time),
        ("… SQLite, index", "sqlite_prices", "query.p50_us", time),
        ("inventory, parse and map", "ingest", "p50_us", time),
        ("… Node's JSON.parse", "node_parse", "p50_us", time),
        ("inventory, durable", "ingest", "durable_us", time),
        ("documents committed per second", "commit", "documents_per_s", rate),
        ("… with an index on every field", "commit-indexed", "documents_per_s", rate),
        ("… raw RocksDB", "commit-raw", "documents_per_s", rate),
        ("start to first answer", "cold-start", "p50_us", time),
        ("resident memory, loaded", "memory", "loaded_rss_mb", megabytes_only),
        ("bytes a product in memory", "memory", "bytes_per_product", figure),
    ]
    sizes = [size for size in results.sizes() if size >= 10_000]
    rows = []
    for name, step, key, form, *facts in kinds:
        facts = facts[0] if facts else {}
        cells = [form(results.value(step, key, products=size, **facts)) for size in sizes]
        if any(cell != "—" for cell in cells):
            rows.append([name] + cells)
    return sizes, rows


# What the figures are of; the rest is in `posmirror-bench --help` and the peers' first lines.
DESCRIPTION = """\
The catalog is generated from a seed: 12 categories, 100 brands of equal share, prices from $2 to
$150, about 330 bytes of menu item, and rules on brands, products and a few categories that leave
nearly every product on sale. Re-pricing everything is a commit that switches a sale of the whole
shop on or off; one rule is a sale of one brand. Peers get the catalog as whole numbers without
names, and rules reduced to ranges of price by the same SQL in every engine. GetProduct, GetMenu and
QueryMenu are calls to a posmirrord in a process of its own; SQLite and DuckDB answer inside the
process that asks. The floors are plain C (peers/floor.c). Redis is loaded by the generator that
loads posmirrord, with the same items; redis-benchmark's own figure stands beside it. Raw RocksDB
takes the same batches through the same library with the same options, and nothing else."""


def peer_wins(results):
    """Sentences about what somebody else does faster."""
    pairs = [
        ("menu-query", "p50_us", "sqlite_prices", "query.p50_us", "SQLite answers the menu query"),
        ("menu-query", "p50_us", "duckdb_prices", "query.p50_us", "DuckDB answers the menu query"),
        ("ingest", "p50_us", "node_parse", "p50_us", "Node parses (and maps nothing of)"
         " the inventory"),
        ("reprice-full", "p50_us", "copy", "p50_us", "Copying the bytes of a re-pricing"),
    ]
    for step, key, peer, peer_key, words in pairs:
        for size in results.sizes(step):
            ours = results.value(step, key, products=size)
            theirs = results.value(peer, peer_key, products=size)
            if ours and theirs and theirs < ours:
                verb = "takes" if words.startswith("Copying") else "in"
                yield f"{words} of {short(size)} products {verb} {time(theirs)}, we in {time(ours)}"
    for row in results.rows:
        if row["step"] != "redis-load":
            continue
        facts = {"connections": row["connections"], "depth": row["depth"]}
        ours = results.value("product-get-pipelined", "ops_per_s", **facts)
        if ours and row["ops_per_s"] > ours:
            yield (f"Redis at {facts['connections']} × {facts['depth']} in flight:"
                   f" {rate(row['ops_per_s'])}, we {rate(ours)}")
    for size in results.sizes("commit"):
        ours = results.value("commit", "documents_per_s", products=size)
        raw = results.value("commit-raw", "documents_per_s", products=size)
        if ours and raw and raw > ours:
            yield (f"Raw RocksDB takes {rate(raw)} documents up to {short(size)},"
                   f" the document store {rate(ours)}")


def plots(results, directory):
    """Writes the charts; returns (file, title) of each."""
    def points(step, key, scale=1.0, **facts):
        rows = [(row["products"], results.value(step, key, products=row["products"], **facts))
                for row in results.rows if row["step"] == step and row.get("products")]
        return sorted({(x, y * scale) for x, y in rows if y})

    def load(step, depth, x, y):
        rows = [row for row in results.rows if row["step"] == step and row["depth"] == depth]
        return sorted((row[x], row[y]) for row in rows if row.get(y))

    charts = {
        "reprice.svg": (
            "Re-pricing a catalog under 500 rules", "products", "milliseconds", [
                ("posmirror, all", points("reprice-full", "p50_us", 1e-3)),
                ("posmirror, one rule", points("reprice-one-rule", "p50_us", 1e-3)),
                ("DuckDB", points("duckdb_prices", "reprice.p50_us", 1e-3)),
                ("SQLite", points("sqlite_prices", "reprice.p50_us", 1e-3)),
                ("PostgreSQL", points("postgres_prices", "reprice.p50_us", 1e-3)),
                ("memory copy", points("copy", "p50_us", 1e-3))]),
        "query.svg": (
            "QueryMenu: category, price range, on sale, top 50 and total", "products",
            "milliseconds", [
                ("posmirror", points("menu-query", "p50_us", 1e-3)),
                ("DuckDB", points("duckdb_prices", "query.p50_us", 1e-3)),
                ("SQLite, index", points("sqlite_prices", "query.p50_us", 1e-3))]),
        "start.svg": (
            "Start to first answer, and memory", "products", "seconds, gigabytes", [
                ("start, s", points("cold-start", "p50_us", 1e-6)),
                ("resident, GB", points("memory", "loaded_rss_mb", 1e-3))]),
        "commit.svg": (
            "Documents committed per second, 500 a commit, durable", "documents in the store",
            "documents/s", [
                ("posmirror", points("commit", "documents_per_s")),
                ("posmirror, last tenth", points("commit", "last_tenth_documents_per_s")),
                ("raw RocksDB", points("commit-raw", "documents_per_s"))]),
        "latency.svg": (
            "GetProduct under load", "calls per second", "microseconds", [
                ("p50, 1 in flight", load("product-get-pipelined", 1, "ops_per_s", "p50_us")),
                ("p99, 1 in flight", load("product-get-pipelined", 1, "ops_per_s", "p99_us")),
                ("p50, 16 in flight", load("product-get-pipelined", 16, "ops_per_s", "p50_us")),
                ("p99, 16 in flight", load("product-get-pipelined", 16, "ops_per_s", "p99_us")),
                ("Redis p50, 1", load("redis-load", 1, "ops_per_s", "p50_us")),
                ("Redis p99, 1", load("redis-load", 1, "ops_per_s", "p99_us")),
                ("Redis p50, 16", load("redis-load", 16, "ops_per_s", "p50_us")),
                ("Redis p99, 16", load("redis-load", 16, "ops_per_s", "p99_us"))]),
        "throughput.svg": (
            "GetProduct and Redis GET, calls per second", "connections", "calls/s", [
                ("posmirror, 1 each", load("product-get-pipelined", 1, "connections", "ops_per_s")),
                ("posmirror, 16 each",
                 load("product-get-pipelined", 16, "connections", "ops_per_s")),
                ("Redis, 1 each", load("redis-load", 1, "connections", "ops_per_s")),
                ("Redis, 16 each", load("redis-load", 16, "connections", "ops_per_s"))]),
    }
    os.makedirs(directory, exist_ok=True)
    written = []
    for file, (title, x_label, y_label, series) in charts.items():
        image = svg.chart(title, x_label, y_label, series)
        if image:
            with open(os.path.join(directory, file), "w") as out:
                out.write(image)
            written.append((file, title))
    return written


def write(rows, missing, machine, directory, name):
    results = Results(rows)
    os.makedirs(directory, exist_ok=True)
    plot_directory = "plots" if name == "results.md" else "plots-quick"
    images = plots(results, os.path.join(directory, plot_directory))
    text = ["# Results", "", "Written by `make bench` (Benchmarks/run.py); times are medians.", ""]
    text += [f"- Machine: {machine['cpu']}, {machine['cores']} cores,"
             f" {machine['memory_gb']} GB, {machine['system']}; load"
             f" {machine['load']:.2f} before, {os.getloadavg()[0]:.2f} after",
             f"- {machine['swift']}; commit {machine['commit']}"]
    text += [f"- {step}: {row['version']}" for step, row in versions(rows)]
    wrong = disagreements(rows)
    count = len(list(comparisons(rows)))
    equal = (f"{count} results (prices of whole catalogs, pages of queries, documents, rows) were"
             " compared with the peers' by hash or count: all are equal.")
    text += ["", "**Results differ:**" if wrong else equal] + [f"- {line}" for line in wrong]
    text += ["", DESCRIPTION, "", "## Goals", ""]
    text += table(["what", "goal", "measured", "ratio", ""],
                  [[g.what, g.goal, g.measured, g.ratio, g.verdict] for g in goals(results)])
    sizes, grown = by_size(results)
    text += ["", "## Growth", ""] + table([""] + [short(size) for size in sizes], grown)
    wins = list(peer_wins(results))
    text += ["", "## Where another is faster", ""]
    text += [f"- {line}" for line in wins] or ["Nowhere."]
    if missing:
        text += ["", "## Not measured", ""] + [f"- {line}" for line in missing]
    text += ["", "## Plots", ""]
    text += [f"![{title}]({plot_directory}/{file})" for file, title in images]
    text += ["", "## All figures", ""] + everything(rows)
    with open(os.path.join(directory, name), "w") as out:
        out.write("\n".join(text) + "\n")


def versions(rows):
    seen = {}
    for row in rows:
        if row.get("version"):
            seen.setdefault(row.get("peer", row["step"]), row)
    return sorted(seen.items())


def everything(rows):
    head = ["step", "products", "rules", "runs", "p50 µs", "p99 µs", "p99.9 µs", "op/s", "MB/s",
            "RSS MB", "hash", "more"]
    known = {"step", "workload", "peer", "version", "products", "rules", "runs", "p50_us",
             "p99_us", "p999_us", "ops_per_s", "mb_per_s", "rss_mb", "hash"}
    body = []
    for row in rows:
        more = [f"{key} {figure(value) if isinstance(value, (int, float)) else value}"
                for key, value in row.items() if key not in known]
        body.append([row["step"]] + [figure(row.get(key)) for key in (
            "products", "rules", "runs", "p50_us", "p99_us", "p999_us", "ops_per_s", "mb_per_s",
            "rss_mb")] + [row.get("hash", "—"), "; ".join(more)])
    return table(head, body)


def table(head, rows):
    lines = [f"| {' | '.join(head)} |", "|" + " --- |" * len(head)]
    return lines + [f"| {' | '.join(row)} |" for row in rows]


def short(value):
    return svg.short(value or 0)


def figure(value):
    if value is None:
        return "—"
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


def time(microseconds):
    if not microseconds:
        return "—"
    for factor, unit in ((1e6, "s"), (1e3, "ms")):
        if microseconds >= factor:
            return f"{microseconds / factor:.3g} {unit}"
    return f"{microseconds:.3g} µs"


def rate(value):
    return "—" if not value else f"{value / 1e6:.2f} M/s" if value >= 1e6 else f"{value:,.0f}/s"


def megabytes_only(value):
    return "—" if not value else f"{value:,.0f} MB"
