import AlleavesSimulator
import Foundation

/// Creates a store for `--data`.
enum PrepareWorkload {
    static func measure(_ options: BenchOptions) throws(BenchFailure) -> BenchReport {
        var watch = Stopwatch()
        try watch.time { try BenchMirror.prepare(options) }
        var report = BenchReport("prepare", options)
        report.set(watch.samples)
        report.operationsPerSecond *= Double(options.products)
        return report
    }
}

/// Writes the input of peers.
enum ExportWorkload {
    /// Writes `products.csv` (id, category, brand, price in cents) and `rules.csv` (a line per key
    /// of a rule) to the directory `--output`. Categories and brands are numbers, the fastest form
    /// for every peer.
    static func measure(_ options: BenchOptions) throws(BenchFailure) -> BenchReport {
        let directory = try options.required(options.output, "--output")
        let bench = BenchCatalog(options)
        var watch = Stopwatch()
        try watch.time {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true)
            try write(directory + "/products.csv", "id,category,brand,price\n", options.products) {
                let product = bench.product($0)
                return "\(product.itemId),\(product.category),\(product.brand),"
                    + "\(product.priceCents)\n"
            }
            let head = "rule,level,key,kind,value,priority,active\n"
            try write(directory + "/rules.csv", head, options.rules) { number in
                let rule = bench.rules.rule(number)
                return rule.keys.map {
                    "\(number),\(rule.level.rawValue),\($0),\(rule.kind.rawValue),\(rule.value),"
                        + "\(rule.priority),\(rule.isActive ? 1 : 0)\n"
                }.joined()
            }
        }
        var report = BenchReport("export", options)
        report.set(watch.samples)
        return report
    }

    /// Writes a simulated POS's inventory as one JSON file.
    static func inventory(_ options: BenchOptions) throws(BenchFailure) -> BenchReport {
        let path = try options.required(options.output, "--output")
        var simulator = SimulatorOptions()
        simulator.products = options.products
        simulator.seed = options.seed
        var watch = Stopwatch()
        let bytes = try watch.time { try InventoryFile.write(simulator, to: path) }
        var report = BenchReport("inventory", options)
        report.set(watch.samples)
        report.megabytesPerSecond = Double(bytes) * 1e3 / Double(watch.samples.total)
        return report
    }

    private static func write(
        _ path: String, _ head: String, _ count: Int, _ line: (Int) -> String
    ) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw BenchFailure(exitCode: 1, message: "\(path) cannot be written") }
        defer { try? file.close() }
        var text = head
        for index in 0..<count {
            text += line(index)
            if text.utf8.count > 1 << 20 || index == count - 1 {
                try file.write(contentsOf: Data(text.utf8))
                text = ""
            }
        }
    }
}
