import FeedMapping
import HTTPTransport
import PointOfSale

/// Connects to points of sale that export their menus: see Protocol/feed.md.
public struct FeedAdapter: POSAdapter {
    public static let provider = POSProvider("feed")

    private let settings: FeedSettings
    private let transport: any Transport
    private let environment: POSEnvironment

    public init(
        settings: FeedSettings, transport: any Transport, environment: POSEnvironment = .system
    ) {
        self.settings = settings
        self.transport = transport
        self.environment = environment
    }

    public var provider: POSProvider { Self.provider }

    public func account(
        _ settings: POSSettings, isOnlyTenant: Bool
    ) throws(POSSettingsFault) -> any POSAccount {
        do throws(FeedConfigError) {
            let config = try FeedConfig(settings, self.settings)
            let fetcher = FeedFetcher(
                settings: self.settings, transport: transport, environment: environment,
                headers: config.headers)
            return FeedAccount(settings: settings, config: config, fetcher: fetcher)
        } catch {
            throw POSSettingsFault("has a posConfig that cannot be used: \(error)")
        }
    }
}

/// The feeds of one location.
struct FeedAccount: POSAccount, CustomStringConvertible, CustomReflectable {
    private let settings: POSSettings
    private let config: FeedConfig
    private let fetcher: FeedFetcher

    init(settings: POSSettings, config: FeedConfig, fetcher: FeedFetcher) {
        self.settings = settings
        self.config = config
        self.fetcher = fetcher
    }

    /// Nil: a location's store is chosen within the feed, not requested from a server.
    var locationID: String? { nil }
    var ruleLocation: String? { config.store }
    /// One export may have the goods of several stores: they are of one account.
    var login: String { key(["products"]) }
    var store: String { key(["products", "store"]) }
    var storeFault: POSStoreFault? {
        config.store == nil
            ? POSStoreFault("has no store in its posConfig", isOfWholeAccount: false) : nil
    }
    var listing: String { store }
    var connection: String { key(settings.keys) }

    func connect() -> any PointOfSale { FeedConnection(config, fetcher) }

    private func key(_ keys: [String]) -> String {
        POSSetting.map(
            Dictionary(uniqueKeysWithValues: keys.map { ($0, settings[$0] ?? .null) })
        ).canonical
    }

    var description: String { "FeedAccount(redacted)" }
    var customMirror: Mirror { Mirror(self, children: []) }
}

extension POSSetting {
    /// Equal for equal settings and only for these. Contains secrets: compare it, never show it.
    fileprivate var canonical: String {
        switch self {
        case .null: "-"
        case .flag(let flag): flag ? "t" : "f"
        case .integer(let number): "i\(number);"
        case .double(let number): "d\(number.bitPattern);"
        case .text(let text): "\(text.utf8.count):\(text)"
        case .list(let values): "[\(values.map(\.canonical).joined())]"
        case .map(let values):
            "{"
                + values.sorted { $0.key < $1.key }
                .map { Self.text($0.key).canonical + $0.value.canonical }.joined() + "}"
        case .other: "?"
        }
    }
}
