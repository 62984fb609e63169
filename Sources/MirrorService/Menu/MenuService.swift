import Serving
import Catalog
import MirrorMessages
import Pricing
import ProtobufWire
import StatusCodes
import TTRPC

/// posmirror.v1.Menu: menus and prices, served from the catalog's memory.
struct MenuService: RPCService, Sendable {
    let catalog: Catalog
    let watchers: MenuWatchers

    func handler(_ method: MenuMethod) -> RPCHandler {
        switch method {
        case .getMenu: .producer { _, payload throws(Status) in try getMenu(payload) }
        case .getProduct:
            .inline { _, payload, reply throws(Status) in try getProduct(payload, &reply) }
        case .queryMenu:
            .unary { context, payload throws(Status) in
                try queryMenu(try QueryMenuRequest(request: payload), context.turn)
            }
        case .watchMenu:
            .push { _, payload, stream throws(Status) in
                let request = try WatchMenuRequest(request: payload)
                try checkOrg(request.orgId)
                watchers.add(request, stream)
            }
        case .explainPrice: MenuCall.explainPrice.answerEncoded(explainPrice)
        case .listDiscounts: MenuCall.listDiscounts.answer(listDiscounts)
        }
    }

    private func getMenu(_ payload: UnsafeRawBufferPointer) throws(Status) -> any StreamProducer {
        let request = try GetMenuRequest(request: payload)
        let generation = try store(request.orgId, request.locationId).generation
        return MenuProducer(
            generation, inStockOnly: request.inStockOnly,
            notModified: request.knownVersion == generation.version)
    }

    private func getProduct(
        _ payload: UnsafeRawBufferPointer, _ reply: inout ResponseBuffer
    ) throws(Status) {
        let asked = try ProductRequest(payload)
        let generation = try generation(asked)
        guard let product = generation.product(asked.id) else {
            throw .unknownProduct(String(decoding: asked.id, as: UTF8.self))
        }
        reply.append(0x0A)
        reply.varint(UInt64(product.count))
        reply.append(upTo: product.count) { memory in
            product.write(to: memory)
            return product.count
        }
        reply.uint64(GetProductReply.Number.version, generation.version)
    }

    /// The menu that a product is asked of, without a text of its names where there is one.
    @inline(__always)
    private func generation(_ asked: ProductRequest) throws(Status) -> Generation {
        let found =
            asked.location.isEmpty
            ? catalog.generation(orgBytes: asked.org)
            : catalog.storeGeneration(orgBytes: asked.org, locationBytes: asked.location)
        if let found { return found }
        // Throws the reason, unless it has come meanwhile.
        return try store(
            String(decoding: asked.org, as: UTF8.self),
            String(decoding: asked.location, as: UTF8.self)
        ).generation
    }

    /// The catalog of a tenant or, where `location` names one, of its store.
    private func store(_ org: String, _ location: String) throws(Status) -> TenantCatalog {
        try checkOrg(org)
        return try catalog.store(org, location: location)
    }

    private func queryMenu(
        _ request: QueryMenuRequest, _ turn: CallTurn?
    ) throws(Status) -> [UInt8] {
        try checkOrg(request.orgId)
        let query = try MenuQuery(request)
        let (page, version) = try catalog.page(
            query, of: request.orgId, location: request.locationId
        ) { turn?.giveWay() }
        // The page's items are entries of field 1 already.
        var writer = WireWriter(appendingTo: page.entries)
        var rest = QueryMenuReply()
        rest.version = version
        rest.nextCursor = page.nextCursor
        rest.total = Int64(page.total)
        rest.facets = page.facets.map { Facet($0) }
        rest.encode(into: &writer)
        return writer.bytes
    }

    private func explainPrice(_ request: ExplainPriceRequest) throws(Status) -> [UInt8] {
        let generation = try store(request.orgId, request.locationId).generation
        let (item, rules) = try generation.explain(request.productId)
        var reply = ExplainPriceReply()
        reply.rules = rules.map { MirrorMessages.RuleOutcome($0) }
        reply.version = generation.version
        var writer = WireWriter()
        writer.lengthDelimited(ExplainPriceReply.Number.item, item)
        reply.encode(into: &writer)
        return writer.bytes
    }

    private func listDiscounts(
        _ request: ListDiscountsRequest
    ) throws(Status) -> ListDiscountsReply {
        var reply = ListDiscountsReply()
        let store = try RequestedStore(
            catalog, org: request.orgId, location: request.locationId)
        guard let generation = store.generation else { return reply }
        reply.version = generation.version
        reply.discounts = generation.discounts().map { DiscountInfo($0.rule, $0.state, $0.onSale) }
        return reply
    }
}

/// The fields of a GetProductRequest, in place: views of its payload.
private struct ProductRequest {
    private(set) var org = UnsafeRawBufferPointer(start: nil, count: 0)
    private(set) var id = UnsafeRawBufferPointer(start: nil, count: 0)
    private(set) var location = UnsafeRawBufferPointer(start: nil, count: 0)

    init(_ payload: UnsafeRawBufferPointer) throws(Status) {
        var reader = WireReader(payload)
        do throws(WireError) {
            while let field = try reader.nextField() {
                switch field.number {
                case GetProductRequest.Number.orgId:
                    try reader.expect(.lengthDelimited, of: field)
                    org = try reader.rawBytes()
                case GetProductRequest.Number.productId:
                    try reader.expect(.lengthDelimited, of: field)
                    id = try reader.rawBytes()
                case GetProductRequest.Number.locationId:
                    try reader.expect(.lengthDelimited, of: field)
                    location = try reader.rawBytes()
                default: try reader.skip(field.type)
                }
            }
        } catch {
            throw Status(error)
        }
    }
}

/// Streams a menu: each chunk has entries followed by the version.
private final class MenuProducer: StreamProducer {
    private var stream: MenuStream
    private let notModified: Bool

    init(_ generation: Generation, inStockOnly: Bool, notModified: Bool) {
        stream = MenuStream(generation, inStockOnly: inStockOnly)
        self.notModified = notModified
    }

    func produce(into buffer: inout ResponseBuffer) throws(Status) -> ProducerStep {
        if notModified {
            buffer.uint64(MenuChunk.Number.version, stream.generation.version)
            buffer.bool(MenuChunk.Number.notModified, true)
            return .done
        }
        buffer.append(upTo: MenuStream.roomBytes) { stream.fill($0) }
        buffer.uint64(MenuChunk.Number.version, stream.generation.version)
        return stream.isAtEnd ? .done : .more
    }
}

extension MenuQuery {
    init(_ request: QueryMenuRequest) throws(Status) {
        self.init()
        let filter = request.filter ?? MenuFilter()
        categories = filter.category
        brands = filter.brand
        minPrice = filter.minPriceCents
        maxPrice = filter.maxPriceCents
        onSale = filter.onSale
        inStock = filter.inStock
        strains = filter.strain
        text = filter.text
        limit = Int(request.limit)
        cursor = request.cursor
        wantsFacets = request.facets
        order =
            switch request.sort {
            case .default: .byDefault
            case .name: .name
            case .priceAsc: .priceAscending
            case .priceDesc: .priceDescending
            case .saving: .saving
            case .stock: .stock
            }
    }
}
