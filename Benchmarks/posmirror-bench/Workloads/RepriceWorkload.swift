import Catalog
import DocumentStore
import LinuxSystem

/// Commits of rules: durable, and visible to all readers when they return.
enum RepriceWorkload {
    /// Switches the store-wide sale: every product is re-priced, and nearly every one gets another
    /// rule.
    static func full(_ options: BenchOptions) throws(BenchFailure) -> BenchReport {
        try measure("reprice-full", options, runs: 60) { bench, isOn in
            var rule = bench.rules.rule(BenchRules.wholeShop)
            rule.isActive = isOn
            return [BenchCatalog.write(rule)]
        }
    }

    /// Switches a brand's sale, which concerns 1 % of the products.
    static func oneRule(_ options: BenchOptions) throws(BenchFailure) -> BenchReport {
        try measure("reprice-one-rule", options, runs: 200) { bench, isOn in
            var rule = bench.rules.rule(BenchRules.oneBrand)
            rule.isActive = isOn
            return [BenchCatalog.write(rule)]
        }
    }

    /// Replaces all rules, each with another value.
    static func allRules(_ options: BenchOptions) throws(BenchFailure) -> BenchReport {
        try measure("reprice-all-rules", options, runs: 20) { bench, isOn in
            bench.rules.all.map { rule in
                var rule = rule
                rule.value += isOn ? 0 : 50
                return BenchCatalog.write(rule)
            }
        }
    }

    /// Alternates between two states; the final one is that of `isOn`.
    private static func measure(
        _ name: String, _ options: BenchOptions, runs: Int,
        _ writes: (BenchCatalog, _ isOn: Bool) -> [DocumentWrite]
    ) throws(BenchFailure) -> BenchReport {
        let mirror = try BenchMirror(options)
        let bench = BenchCatalog(options)
        let states = [writes(bench, false), writes(bench, true)]
        // Warms up caches and newly built columns.
        for run in 0..<4 { try commit(states[run % 2], mirror) }
        var watch = Stopwatch()
        var visible = LatencySamples()
        for run in 0..<(options.runs ?? runs) / 2 * 2 {
            let before = try mirror.generation().version
            let start = SystemClock.monotonicNanoseconds()
            try watch.time {
                let pending = try mirror.store.submit(states[run % 2])
                visible.add(SystemClock.monotonicNanoseconds() - start)
                try mirror.store.wait(pending)
            }
            guard try mirror.generation().version > before else {
                throw .wrong("a change of rules returned before readers saw it")
            }
        }
        var report = BenchReport(name, options)
        report.set(watch.samples)
        // Bytes that a pass reads and writes per product: price, group, rule before and after.
        report.megabytesPerSecond = report.operationsPerSecond * Double(options.products * 16) / 1e6
        let generation = try mirror.generation()
        report.hash = try PriceHash.of(generation)
        // Readers see new prices before the rule is durable.
        report.add("visible_p50_us", visible.sorted().microseconds(0.5))
        report.add("on_sale", Double(generation.onSaleCount))
        try mirror.close()
        return report
    }

    private static func commit(
        _ writes: [DocumentWrite], _ mirror: BenchMirror
    ) throws(BenchFailure) {
        try inEnvironment { _ = try mirror.store.commit(writes) }
    }
}
