import CommandLine
import LinuxSystem
import Randomness

/// The time from starting posmirrord on an existing store to its first reply.
enum ColdStartWorkload {
    static func measure(_ options: BenchOptions) throws(BenchFailure) -> BenchReport {
        // Creates or checks the store, and brings its files into the page cache.
        let first = try BenchDaemon(options, keepsStore: true)
        try first.stop()
        var watch = Stopwatch()
        var hash: UInt64 = 0
        var resident: [Double] = []
        for _ in 0..<(options.runs ?? 5) {
            var daemon: BenchDaemon?
            try watch.time {
                let started = try BenchDaemon(directory: first.directory, isTemporary: false)
                hash = try answer(started, options)
                daemon = started
            }
            resident.append(daemon?.residentMegabytes ?? 0)
            try daemon?.stop()
        }
        if options.data == nil { TemporaryDirectory.remove(first.directory) }
        var report = BenchReport("cold-start", options)
        report.set(watch.samples)
        report.residentMegabytes = resident.max() ?? 0
        report.hash = hash
        return report
    }

    private static func answer(
        _ daemon: BenchDaemon, _ options: BenchOptions
    ) throws(BenchFailure) -> UInt64 {
        let caller = try SingleCaller(daemon.socket)
        var request = ProductGetWorkload.requests(options)[0]
        return try ProductGetWorkload.price(caller.call(&request)).term
    }
}

/// The memory of posmirrord: without a catalog, after starting with one, and after serving it.
enum MemoryWorkload {
    static func measure(_ options: BenchOptions) throws(BenchFailure) -> BenchReport {
        let start = SystemClock.monotonicNanoseconds()
        let empty = try self.empty()
        let daemon = try BenchDaemon(options)
        let loaded = daemon.residentMegabytes
        let client = try daemon.client()
        var items = 0
        try inEnvironment {
            try client.menu(orgID: BenchCatalog.org) { items += $0.items.count }
        }
        guard items == options.products else { throw .wrong("the menu has \(items) items") }
        let served = daemon.residentMegabytes
        var samples = LatencySamples()
        samples.add(SystemClock.monotonicNanoseconds() - start)
        var report = BenchReport("memory", options)
        report.set(samples)
        report.residentMegabytes = served
        report.hash = SeededRandom.scrambled(UInt64(items))
        report.add("empty_rss_mb", empty.resident)
        report.add("empty_private_mb", empty.ofItsOwn)
        report.add("loaded_rss_mb", loaded)
        report.add("peak_rss_mb", daemon.peakMegabytes)
        report.add("bytes_per_product", (loaded - empty.resident) * 1e6 / Double(options.products))
        client.close()
        try daemon.stop()
        return report
    }

    /// Megabytes without a catalog: resident, and anonymous only.
    private static func empty() throws(BenchFailure) -> (resident: Double, ofItsOwn: Double) {
        let directory = try inEnvironment {
            try TemporaryDirectory.create(prefix: "posmirror-bench-")
        }
        let daemon = try BenchDaemon(directory: directory, isTemporary: true)
        let found = (daemon.residentMegabytes, daemon.privateMegabytes)
        try daemon.stop()
        return found
    }
}
