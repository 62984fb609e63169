import CivilTime
import JSON

/// What a simulated POS serves and how badly it behaves.
public struct SimulatorOptions: Sendable {
    /// TCP port on 127.0.0.1; 0 lets the kernel choose.
    public var port: UInt16 = 0
    /// Items of the generated inventory; about 5 % have a second row.
    public var products = 1_000
    public var discounts = 40
    public var orders = 500
    public var customers = 200
    /// Each location repeats the catalogue with its own batches and stock.
    public var locations = 1
    /// Companies, each with items, rules, orders and customers of its own under the same numbers.
    /// Where there are several, `user1` logs in to the first, `user2` to the second and so on, all
    /// with ``password`` and ``pin``.
    public var accounts = 1
    /// Prices differ by location: each location after the first is dearer.
    public var hasLocationPrices = false
    /// The same seed gives the same bytes.
    public var seed: UInt64 = 1
    /// Recorded answer of `/inventory/search` to serve instead of generated rows.
    public var inventoryFile: String?
    /// Recorded answer of `GET /discount`.
    public var discountRulesFile: String?
    /// Waited before every answer, milliseconds.
    public var latencyMilliseconds = 0
    /// Part of all requests answered with a 5xx, millionths; drawn from the seed.
    public var failMillionths = 0
    /// Requests per second before 429; nil for no limit.
    public var rateLimit: Int?
    /// Life of a token, seconds.
    public var tokenSeconds = 86_400
    public var username = "demo@example.com"
    public var password = "demo"
    /// nil accepts any PIN, also none.
    public var pin: String? = "1234"
    /// The day, `YYYY-MM-DD`, that generated dates lie around. Fixed, since the clock would break
    /// the promise of `seed`.
    public var today = "2026-11-20"
    /// Path patterns answered with 503 from the start.
    public var downPaths: [String] = []
    /// Where ``InventoryFile`` is to write; for whoever calls it, a server does not.
    public var inventoryOutputFile: String?
    public var shapes = SimulatorShapes()
    /// By which calls orders and customers can be created.
    public var writeCalls = WriteCalls.both
    /// How the other calls are answered: 404 or 405.
    public var missingCallStatus = 404
    /// Called with one line per answered request, from many threads.
    public var log: (@Sendable (String) -> Void)?

    public init() {}

    /// The flags of ``init(arguments:)``, one a line.
    public static let usage = """
        --port N              port on 127.0.0.1 (default: chosen by the kernel)
        --products N          items to invent (default 1000)
        --discounts N         discount rules to invent (default 40)
        --orders N            orders to invent (default 500)
        --customers N         customers to invent (default 200)
        --locations N         locations to invent (default 1, ids from 1000)
        --location-prices     every location after the first is dearer
        --accounts N          companies that share no data, each with all of the above under the
                              same ids (default 1); their logins are user1 to userN
        --seed S              the same seed gives the same bytes (default 1)
        --today YYYY-MM-DD    the day that invented dates lie around
        --inventory FILE      serve a recorded inventory (JSON array of rows)
        --discount-rules FILE serve recorded discount rules (JSON array)
        --username U --password P --pin P
                              the login (default demo@example.com, demo, 1234)
        --write-inventory FILE
                              write the invented inventory to a file, serve nothing
        --down PATH           answer a path with 503; may be repeated, a final * is any rest
        --write-calls KIND    native (/order), located (/locations/ID/orders) or both (default)
        --latency-ms N        wait before every answer
        --fail-rate R         part of requests answered with a 5xx, 0 to 1
        --rate-limit N        requests per second before 429
        --token-seconds N     life of a token (default 86400)
        --page-cap N          entries of a page at most, however many are asked for
        """

    /// Reads flags as `--name value` or `--name=value`, in any order.
    public init(arguments: [String]) throws(SimulatorError) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let parts = argument.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts.first ?? "")
            guard Self.names.contains(name) else {
                throw .usage("unknown option \(name)")
            }
            let inline = parts.count == 2 ? String(parts[1]) : nil
            if name == "--location-prices" {
                guard inline == nil else { throw .usage("\(name) takes no value") }
                hasLocationPrices = true
                continue
            }
            guard let value = inline ?? rest.popFirst() else {
                throw .usage("\(name) needs a value")
            }
            try set(name, value)
        }
    }

    private static let names: Set<String> = [
        "--port", "--products", "--discounts", "--orders", "--customers", "--locations", "--seed",
        "--today", "--inventory", "--discount-rules", "--username", "--password", "--pin",
        "--latency-ms", "--fail-rate", "--rate-limit", "--token-seconds",
        "--down", "--write-inventory", "--write-calls", "--page-cap", "--accounts",
        "--location-prices",
    ]

    private mutating func set(_ name: String, _ value: String) throws(SimulatorError) {
        let countMax = SimulatorLimits.generatedCountMax
        switch name {
        case "--port": port = UInt16(try Self.number(name, value, 0...65_535))
        case "--products": products = try Self.number(name, value, 0...countMax)
        case "--discounts": discounts = try Self.number(name, value, 0...countMax)
        case "--orders": orders = try Self.number(name, value, 0...countMax)
        case "--customers": customers = try Self.number(name, value, 0...countMax)
        case "--locations":
            locations = try Self.number(name, value, 1...SimulatorLimits.locationsMax)
        case "--accounts": accounts = try Self.number(name, value, 1...SimulatorLimits.accountsMax)
        case "--latency-ms": latencyMilliseconds = try Self.number(name, value, 0...600_000)
        case "--page-cap":
            shapes.pageEntriesMax = try Self.number(
                name, value, 1...SimulatorLimits.pageSizeMax)
        case "--rate-limit": rateLimit = try Self.number(name, value, 1...1_000_000)
        case "--token-seconds": tokenSeconds = try Self.number(name, value, 0...31_536_000)
        default: try setText(name, value)
        }
    }

    private mutating func setText(_ name: String, _ value: String) throws(SimulatorError) {
        switch name {
        case "--seed":
            guard let seed = UInt64(value) else { throw .usage("--seed \(value): not a number") }
            self.seed = seed
        case "--fail-rate":
            guard let rate = JSONValue.tenThousandths(value), (0...10_000).contains(rate) else {
                throw .usage("--fail-rate \(value): not between 0 and 1")
            }
            failMillionths = rate * 100
        case "--today":
            guard CivilDate(value) != nil else { throw .usage("--today \(value): not a day") }
            today = value
        case "--inventory": inventoryFile = value
        case "--discount-rules": discountRulesFile = value
        case "--write-inventory": inventoryOutputFile = value
        case "--write-calls":
            guard let calls = WriteCalls(rawValue: value) else {
                throw .usage("--write-calls \(value): not native, located or both")
            }
            writeCalls = calls
        case "--down": downPaths.append(value)
        case "--username": username = value
        case "--password": password = value
        default: pin = value.isEmpty ? nil : value
        }
    }

    private static func number(
        _ name: String, _ value: String, _ range: ClosedRange<Int>
    ) throws(SimulatorError) -> Int {
        guard let number = Int(value), range.contains(number) else {
            let bounds = "\(range.lowerBound) and \(range.upperBound)"
            throw .usage("\(name) \(value): not between \(bounds)")
        }
        return number
    }

    /// Refuses what code, unlike arguments, can set out of range.
    func checked() throws(SimulatorError) -> CivilDate {
        let counts = [products, discounts, orders, customers]
        let bounds = 0...SimulatorLimits.generatedCountMax
        guard counts.allSatisfy(bounds.contains),
            (1...SimulatorLimits.locationsMax).contains(locations),
            (1...SimulatorLimits.accountsMax).contains(accounts)
        else { throw .usage("a count is out of range") }
        guard let day = CivilDate(today) else { throw .usage("--today \(today): not a day") }
        return day
    }
}
