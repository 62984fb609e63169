import FeedMapping
import FirestoreModel
import HTTPTransport
import PointOfSale

/// Reads the beginning of a feed before its location is stored. Runs with the administrator's own
/// rights: reads any file that they may read, and any URL.
public enum FeedTrial {
    /// The summary of the first `rowsMax` records; of a paged feed, within its first page.
    ///
    /// - Parameter config: a posConfig.
    public static func summary(
        _ config: Fields, rowsMax: Int, transport: any Transport
    ) throws(POSError) -> FeedSummary {
        let feed = try feed(config)
        let bytes = try bytes(feed.products, feed, transport)
        return FeedSummary.reading(
            bytes, feed.products.format, feed.products.mapping, rowsMax: rowsMax)
    }

    /// What came of the first `rowsMax` records of the feeds beside the products'.
    public static func others(
        _ config: Fields, rowsMax: Int, transport: any Transport
    ) throws(POSError) -> [(kind: FeedKind, report: FeedReport)] {
        let feed = try feed(config)
        var reports: [(kind: FeedKind, report: FeedReport)] = []
        for source in [feed.discounts, feed.orders].compactMap(\.self) {
            let (bytes, format) = (try bytes(source, feed, transport), source.format)
            let report =
                switch source.kind {
                case .orders:
                    FeedReader.orderLines(bytes, format, source.mapping, rowsMax: rowsMax) { _ in }
                default: FeedReader.rules(bytes, format, source.mapping, rowsMax: rowsMax) { _ in }
                }
            reports.append((source.kind, report))
        }
        return reports
    }

    private static let settings = FeedSettings(directories: ["/"], allowsPlainHTTP: true)

    private static func feed(_ config: Fields) throws(POSError) -> FeedConfig {
        do throws(FeedConfigError) {
            return try FeedConfig(POSSettings(feed: config), settings)
        } catch {
            throw POSError(
                code: .invalidRequest, path: "posConfig", message: error.message, isUntouched: true)
        }
    }

    private static func bytes(
        _ source: FeedSource, _ feed: FeedConfig, _ transport: any Transport
    ) throws(POSError) -> [UInt8] {
        let environment = POSEnvironment.system
        let fetcher = FeedFetcher(
            settings: settings, transport: transport, environment: environment,
            headers: feed.headers)
        let deadline = POSDeadline(
            monotonicMilliseconds: environment.monotonicMilliseconds()
                + FeedSourceLimits.trialMilliseconds)
        guard
            case .content(let bytes, _) = try fetcher.fetch(
                source, unlike: nil, deadline, room: FeedRoom(environment.memory))
        else {
            preconditionFailure("nothing is known that could be unchanged")
        }
        return bytes
    }
}

extension POSSettings {
    /// A posConfig from a document.
    fileprivate init(feed config: Fields) {
        var values: [String: POSSetting] = [:]
        for (key, value) in config { values[key] = POSSetting(feed: value) }
        self.init(values)
    }
}

extension POSSetting {
    fileprivate init(feed value: Value) {
        switch value {
        case .null: self = .null
        case .boolean(let flag): self = .flag(flag)
        case .integer(let number): self = .integer(number)
        case .double(let number): self = .double(number)
        case .string(let text): self = .text(text)
        case .array(let values): self = .list(values.map { POSSetting(feed: $0) })
        case .map(let fields):
            var values: [String: POSSetting] = [:]
            for (key, value) in fields { values[key] = POSSetting(feed: value) }
            self = .map(values)
        default: self = .other
        }
    }
}
