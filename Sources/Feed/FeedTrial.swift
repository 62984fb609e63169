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
