import FeedMapping
import HTTPTransport
import PointOfSale
import Synchronization

@testable import Feed

/// A server of feeds in memory: what it answers by URL, and what it was asked.
final class FakeServer: Transport {
    struct Answer: Sendable {
        var status = 200
        var body: [UInt8] = []
        var entityTag: String?
        var lastModified: String?
    }

    private let answers = Mutex<[String: [Answer]]>([:])
    private let asked = Mutex<[HTTPRequest]>([])

    /// The last one answers for ever.
    func answer(_ url: String, _ answers: Answer...) {
        self.answers.withLock { $0[url] = answers }
    }

    var requests: [HTTPRequest] { asked.withLock { $0 } }

    func send(
        _ request: HTTPRequest, onBody: BodySink?
    ) throws(TransportError) -> HTTPResponse {
        asked.withLock { $0.append(request) }
        let answer = answers.withLock { answers in
            let all = answers[request.url] ?? []
            if all.count > 1 { answers[request.url]?.removeFirst() }
            return all.first ?? Answer(status: 404)
        }
        var head = HTTPResponseHead(status: answer.status)
        head.entityTag = answer.entityTag
        head.lastModified = answer.lastModified
        let isKnown = request.headers.contains {
            ($0.name == "If-None-Match" && $0.value == answer.entityTag)
                || ($0.name == "If-Modified-Since" && $0.value == answer.lastModified)
        }
        if isKnown {
            head.status = 304
            return HTTPResponse(head: head, body: [])
        }
        return HTTPResponse(head: head, body: answer.body)
    }
}

/// The feeds of one location, reached as a sync reaches them.
struct FeedHarness {
    let server = FakeServer()
    var settings = FeedSettings()

    static let url = "https://shop.example/menu.json"
    static let mapping: POSSetting = .map([
        "fields": .map([
            "id": .text("id"), "name": .text("name"), "price": .text("price"),
            "salePrice": .text("sale"), "stock": .text("stock"), "brand": .text("brand"),
            "effects": .text("effects"), "description": .text("text"),
        ])
    ])

    static func products(
        _ url: String = url, mapping: POSSetting = mapping, more: [String: POSSetting] = [:]
    ) -> [String: POSSetting] {
        ["products": .map(["url": .text(url), "mapping": mapping].merging(more) { $1 })]
    }

    /// The products' feed and another one with a mapping of these fields.
    static func config(
        with kind: FeedKind, _ url: String, _ fields: [String: POSSetting],
        more: [String: POSSetting] = [:]
    ) -> [String: POSSetting] {
        var config = products()
        let mapping = ["fields": POSSetting.map(fields)].merging(more) { $1 }
        config[kind.rawValue] = .map(["url": .text(url), "mapping": .map(mapping)])
        return config
    }

    func connect(_ config: [String: POSSetting]) throws -> any PointOfSale {
        try adapter.account(POSSettings(config), isOnlyTenant: true).connect()
    }

    var adapter: FeedAdapter {
        FeedAdapter(settings: settings, transport: server, environment: environment)
    }

    private var environment: POSEnvironment {
        POSEnvironment(
            wallMilliseconds: { 0 }, monotonicMilliseconds: { 0 }, sleep: { _, _ in }, seed: 1)
    }
}

extension PointOfSale {
    var soon: POSDeadline { deadline(afterMilliseconds: 60_000) }
    func listing() throws -> InventoryListing {
        try inventoryListing(provedRows: 0, deadline: soon)
    }
}
