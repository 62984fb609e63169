/// A parsed command line.
enum BenchInvocation {
    case help
    case run(Workload, BenchOptions)

    /// Parses the arguments, without the program's name.
    static func parse(_ arguments: [String]) throws(BenchFailure) -> BenchInvocation {
        var options = BenchOptions()
        var name: String?
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if word == "--help" || word == "-h" || word == "help" { return .help }
            if word == "--json" {
                options.wantsJSON = true
            } else if word.hasPrefix("--") {
                let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
                guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else {
                    throw .usage("\(word) needs a value")
                }
                try options.set(parts[0], value)
            } else if name == nil {
                name = word
            } else {
                throw .usage("unexpected argument \(word)")
            }
        }
        guard let name else { throw .usage("no workload is named") }
        guard let workload = Workload.all.first(where: { $0.name == name }) else {
            throw .usage("unknown workload \(name)")
        }
        return .run(workload, options)
    }
}

/// The options of all workloads; each uses those that apply to it.
struct BenchOptions {
    var products = 100_000
    var rules = 500
    var connections = 50
    /// Calls in flight on each connection.
    var depth = 16
    var seed: UInt64 = 1
    /// Timed runs; nil for the workload's default.
    var runs: Int?
    var wantsJSON = false
    /// A store made by `prepare`; nil for a temporary one.
    var data: String?
    /// The socket of another server (redis-load), or a file (ingest).
    var input: String?
    /// The target of `prepare` and `export`.
    var output: String?

    mutating func set(_ name: String, _ text: String) throws(BenchFailure) {
        switch name {
        case "--products": products = try Self.number(name, text, 1...100_000_000)
        case "--rules": rules = try Self.number(name, text, BenchRules.countMin...100_000)
        case "--connections": connections = try Self.number(name, text, 1...1000)
        case "--depth": depth = try Self.number(name, text, 1...1024)
        case "--seed": seed = UInt64(try Self.number(name, text, 0...Int.max))
        case "--runs": runs = try Self.number(name, text, 1...10_000_000)
        case "--data": data = text
        case "--input": input = text
        case "--output": output = text
        default: throw .usage("unknown option \(name)")
        }
    }

    private static func number(
        _ name: String, _ text: String, _ range: ClosedRange<Int>
    ) throws(BenchFailure) -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw .usage("\(name) is a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func required(_ value: String?, _ name: String) throws(BenchFailure) -> String {
        guard let value else { throw .usage("\(name) is missing") }
        return value
    }
}
