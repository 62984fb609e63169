import JSON
import LinuxSystem
import CommandLine
import MirrorMessages
import TextForms

/// The result of a workload. Scripts read the JSON's keys: add to them, never change one.
struct BenchReport {
    var workload: String
    var products: Int
    var rules: Int
    /// The number of timed operations.
    var runs = 0
    var p50: Double = 0
    var p99: Double = 0
    var p999: Double = 0
    var operationsPerSecond: Double = 0
    /// The workload's throughput in megabytes (10^6) per second; 0 if that is not meaningful.
    var megabytesPerSecond: Double = 0
    /// The resident memory of the process that does the work, in megabytes (10^6).
    var residentMegabytes: Double = 0
    /// Identifies the result: equal hashes mean equal results.
    var hash: UInt64 = 0
    /// Further figures of this workload, in order.
    var more: [(name: String, value: Double)] = []

    init(_ workload: String, _ options: BenchOptions) {
        self.workload = workload
        products = options.products
        rules = options.rules
        residentMegabytes = ResidentMemory.megabytes(pid: SystemProcess.pid)
    }

    /// Sets the figures of sequential operations.
    mutating func set(_ samples: LatencySamples) {
        let sorted = samples.sorted()
        runs = samples.count
        add("min_us", sorted.microseconds(0))
        p50 = sorted.microseconds(0.5)
        p99 = sorted.microseconds(0.99)
        p999 = sorted.microseconds(0.999)
        if samples.total > 0 {
            operationsPerSecond = Double(samples.count) * 1e9 / Double(samples.total)
        }
    }

    mutating func add(_ name: String, _ value: Double) { more.append((name, value)) }

    private var figures: [(name: String, value: Double)] {
        [
            ("p50_us", p50), ("p99_us", p99), ("p999_us", p999),
            ("ops_per_s", operationsPerSecond), ("mb_per_s", megabytesPerSecond),
            ("rss_mb", residentMegabytes),
        ] + more
    }

    private var hashText: String { Hexadecimal.text(hash, digits: 16) }

    var json: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("workload", workload)
            writer.member("products", products)
            writer.member("rules", rules)
            writer.member("runs", runs)
            for figure in figures { writer.member(figure.name, Self.rounded(figure.value)) }
            writer.member("hash", hashText)
        }
        return writer.text
    }

    var text: String {
        let perOperation = operationsPerSecond > 0 ? 1e6 / operationsPerSecond : 0
        var lines = [
            "\(workload): \(NumberText.grouped(products)) products,"
                + " \(NumberText.grouped(rules)) rules, \(NumberText.grouped(runs)) runs",
            "  micros/op  \(NumberText.quantity(perOperation))",
        ]
        let width = figures.map(\.name.count).max() ?? 0
        for figure in figures where figure.value != 0 {
            let gap = String(repeating: " ", count: width - figure.name.count)
            lines.append("  \(figure.name)\(gap)  \(NumberText.quantity(figure.value))")
        }
        return (lines + ["  hash \(hashText)"]).joined(separator: "\n")
    }

    private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
