import FeedMapping
import FirestoreModel
import HTTPTransport
import PointOfSale

/// Reads the beginning of a location's products before the location is stored, as its
/// administrator: any file that they may read, and what the address answers.
public enum FeedTrial {
    /// What the first `rowsMax` records become; of a feed in pages those of the first page.
    ///
    /// - Parameter config: a posConfig.
    public static func summary(
        _ config: Fields, rowsMax: Int, transport: any Transport
    ) throws(POSError) -> FeedSummary {
        let settings = FeedSettings(directories: ["/"], allowsPlainHTTP: true)
        let feed: FeedConfig
        do throws(FeedConfigError) {
            feed = try FeedConfig(POSSettings(feed: config), settings)
        } catch {
            throw POSError(
                code: .invalidRequest, path: "posConfig", message: error.message, isUntouched: true)
        }
        let environment = POSEnvironment.system
        let fetcher = FeedFetcher(
            settings: settings, transport: transport, environment: environment,
            headers: feed.headers)
        let deadline = POSDeadline(
            monotonicMilliseconds: environment.monotonicMilliseconds()
                + FeedSourceLimits.trialMilliseconds)
        guard case .content(let bytes, _) = try fetcher.fetch(feed.products, unlike: nil, deadline)
        else { preconditionFailure("nothing is known that could be unchanged") }
        return FeedSummary.reading(
            bytes, feed.products.format, feed.products.mapping, rowsMax: rowsMax)
    }
}

extension POSSettings {
    /// A posConfig as a document holds it.
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
