import FeedMapping
import JSON
import PointOfSale

/// One feed of a location: its address, format and mapping.
struct FeedSource: Sendable {
    let kind: FeedKind
    let address: FeedAddress
    let format: FeedFormat
    let mapping: FeedMapping
}

/// The parsed posConfig of a location with feeds. The description contains no credential.
struct FeedConfig: Sendable, CustomStringConvertible {
    let products: FeedSource
    let discounts: FeedSource?
    let orders: FeedSource?
    /// The name of this location's store in the feed; nil if the location comprises all of them.
    let store: String?
    /// Headers sent with every request: a bearer token, an API key and the like.
    let headers: [(name: String, value: String)]
    /// Texts that must never be shown.
    let secrets: [String]

    var description: String { "feed" }

    /// Parses a posConfig. Throws a sentence about the first error, without values.
    init(_ config: POSSettings, _ settings: FeedSettings) throws(FeedConfigError) {
        guard let products = try Self.source(.products, config, settings) else {
            throw FeedConfigError("products is missing: an object with url, format and mapping")
        }
        self.products = products
        discounts = try Self.source(.discounts, config, settings)
        orders = try Self.source(.orders, config, settings)
        store = try Self.text(config["store"], "store")
        let token = try Self.text(config["token"], "token")
        if let token, token.utf8.count > FeedSourceLimits.tokenBytesMax {
            throw FeedConfigError("token is longer than \(FeedSourceLimits.tokenBytesMax) bytes")
        }
        let lines = try Self.headers(config["headers"])
        headers = lines + (token.map { [("Authorization", "Bearer \($0)")] } ?? [])
        secrets = lines.map(\.value) + (token.map { [$0] } ?? [])
        let isAuthorized = lines.contains { $0.name.lowercased() == "authorization" }
        guard token == nil || !isAuthorized else {
            throw FeedConfigError("token and headers both say Authorization")
        }
    }

    /// One of the feeds; nil if it is not configured.
    private static func source(
        _ kind: FeedKind, _ config: POSSettings, _ settings: FeedSettings
    ) throws(FeedConfigError) -> FeedSource? {
        let part = kind.rawValue
        guard let value = config[part], value != .null else { return nil }
        guard case .map(let fields) = value else {
            throw FeedConfigError("\(part) is no object with url, format and mapping")
        }
        let known: Set<String> = ["url", "format", "delimiter", "mapping"]
        if let unknown = fields.keys.filter({ !known.contains($0) }).min() {
            throw FeedConfigError("\(part) has an unknown key \(unknown.prefix(40))")
        }
        do throws(FeedConfigError) {
            guard let url = try text(fields["url"], "url") else {
                throw FeedConfigError("url is missing")
            }
            let address = try FeedAddress(url, allowsPlainHTTP: settings.allowsPlainHTTP)
            return FeedSource(
                kind: kind, address: address, format: try format(fields, url),
                mapping: try mapping(fields["mapping"], kind))
        } catch {
            throw error.about(part)
        }
    }

    private static func format(
        _ fields: [String: POSSetting], _ url: String
    ) throws(FeedConfigError) -> FeedFormat {
        let name = try text(fields["format"], "format")
        guard var format = name.map({ FeedFormat(named: $0) }) ?? FeedFormat(ofPath: url) else {
            throw FeedConfigError("format must be csv, tsv, json or jsonl")
        }
        if let sign = fields["delimiter"], sign != .null {
            guard case .text(let sign) = sign, let delimiter = FeedFormat.delimiter(sign),
                format.kind == .csv
            else {
                throw FeedConfigError("delimiter is one sign, such as ; or tab, of a CSV feed")
            }
            format.delimiter = delimiter
        }
        return format
    }

    private static func mapping(
        _ value: POSSetting?, _ kind: FeedKind
    ) throws(FeedConfigError) -> FeedMapping {
        guard let value, value != .null else { throw FeedConfigError("mapping is missing") }
        guard let json = JSONValue(feedMapping: value) else {
            throw FeedConfigError("mapping holds a value that JSON has not")
        }
        do throws(FeedMappingError) {
            return try FeedMapping(json, kind)
        } catch {
            throw FeedConfigError("mapping: \(error)")
        }
    }

    /// Trimmed; nil if absent or blank.
    private static func text(_ value: POSSetting?, _ key: String) throws(FeedConfigError) -> String?
    {
        switch value {
        case nil, .null: return nil
        case .text: return value?.word
        default: throw FeedConfigError("\(key) is no text")
        }
    }

    private static func headers(
        _ value: POSSetting?
    ) throws(FeedConfigError) -> [(name: String, value: String)] {
        guard let value, value != .null else { return [] }
        guard case .map(let fields) = value, fields.count <= FeedSourceLimits.headersMax else {
            throw FeedConfigError(
                "headers is an object of at most \(FeedSourceLimits.headersMax) texts")
        }
        var headers: [(name: String, value: String)] = []
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            guard case .text(let text) = value, isName(name),
                text.utf8.count <= FeedSourceLimits.headerBytesMax,
                text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
            else { throw FeedConfigError("headers has one that is no header line") }
            headers.append((name, text))
        }
        return headers
    }

    /// Whether `name` is a token (RFC 9110, 5.6.2), and not a header that controls the transfer.
    private static func isName(_ name: String) -> Bool {
        let reserved: Set<String> = [
            "host", "content-length", "transfer-encoding", "connection", "if-none-match",
            "if-modified-since", "range",
        ]
        let signs = Set("!#$%&'*+-.^_`|~".utf8)
        return !name.isEmpty && !reserved.contains(name.lowercased())
            && name.utf8.allSatisfy {
                $0 &- 0x30 <= 9 || $0 | 0x20 &- 0x61 < 26 || signs.contains($0)
            }
    }
}

extension JSONValue {
    /// A mapping stored in a location's document; nil if it contains a value that JSON lacks.
    init?(feedMapping value: POSSetting) {
        switch value {
        case .null: self = .null
        case .flag(let flag): self = .bool(flag)
        case .integer(let number): self = .number(String(number))
        case .double(let number):
            guard number.isFinite else { return nil }
            self = .number("\(number)")
        case .text(let text): self = .string(text)
        case .list(let values):
            var elements: [JSONValue] = []
            for value in values {
                guard let element = JSONValue(feedMapping: value) else { return nil }
                elements.append(element)
            }
            self = .array(elements)
        case .map(let values):
            var members: [Member] = []
            for (key, value) in values.sorted(by: { $0.key < $1.key }) {
                guard let member = JSONValue(feedMapping: value) else { return nil }
                members.append(Member(key, member))
            }
            self = .object(members)
        case .other: return nil
        }
    }
}
