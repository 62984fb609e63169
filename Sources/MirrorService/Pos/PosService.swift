import MirrorTree
import Serving
import Reports
import PosWrites
import Catalog
import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorMessages
import PointOfSale
import Pricing
import ProtobufWire
import StatusCodes
import TTRPC

/// posmirror.v1.Pos: data of the POS besides the menu, and writes to it.
struct PosService: RPCService, Sendable {
    let store: DocumentStore
    let catalog: Catalog
    /// Whose products there can be.
    let providers: [POSProvider]
    let writes: PosWriteService
    let preview: MenuPreview
    let clearance: Clearance
    let events: EventService

    func handler(_ method: PosMethod) -> RPCHandler {
        switch method {
        case .getMetadata: PosCall.getMetadata.answer(metadata)
        case .getExpiringInventory: PosCall.getExpiringInventory.answer(expiring)
        case .getBuilderProducts:
            PosCall.getBuilderProducts.answer(BuilderProducts(store: store, catalog: catalog).find)
        case .getPriceHistory:
            PosCall.getPriceHistory.answer(PriceHistoryResponse(catalog: catalog).find)
        case .previewMenu: PosCall.previewMenu.answer(preview.serve)
        case .getClearance: PosCall.getClearance.answer(clearance.find)
        case .acceptClearance: PosCall.acceptClearance.answerCaller(clearance.accept)
        case .ingestEvent: PosCall.ingestEvent.answer(events.ingest)
        case .createCustomer: writes.handler(PosCall.createCustomer, writes.createCustomer)
        case .submitOrder: writes.handler(PosCall.submitOrder, writes.submitOrder)
        case .applyOrderDiscount:
            writes.handler(PosCall.applyOrderDiscount, writes.applyOrderDiscount)
        case .createDiscount: writes.handler(PosCall.createDiscount, writes.createDiscount)
        case .updateDiscount: writes.handler(PosCall.updateDiscount, writes.updateDiscount)
        case .updateLoyaltyPoints:
            writes.handler(PosCall.updateLoyaltyPoints, writes.updateLoyaltyPoints)
        case .addStoreCredit: writes.handler(PosCall.addStoreCredit, writes.addStoreCredit)
        case .getPosWrite: PosCall.getPosWrite.answer(writes.earlier)
        case .updateStock: unsupported(Self.noStock)
        case .updatePrice: unsupported(Self.noPrice)
        case .updateLoyaltyProgram: unsupported(Self.noProgram)
        }
    }

    private static let noStock = "the POS takes no stock from outside: receive or adjust it there"
    private static let noPrice =
        "the POS takes no prices from outside: set them there, or write a "
        + "discount rule (CreateDiscount, or tenants/{org}/discounts)"
    private static let noProgram =
        "the loyalty program belongs to a third party: edit it "
        + "there; a customer's points change by UpdateLoyaltyPoints"

    /// What the POS has no way to do.
    private func unsupported(_ reason: String) -> RPCHandler {
        .unary { _, _ throws(Status) in throw Status(.unimplemented, reason) }
    }

    private func expiring(
        _ request: GetExpiringInventoryRequest
    ) throws(Status) -> GetExpiringInventoryReply {
        let asked = try RequestedStore(
            catalog, org: request.orgId, location: request.locationId)
        return try ExpiringInventory(
            store: store, zone: catalog.zone(request.orgId), providers: providers,
            location: asked.location
        )
        .find(request, now: SystemClock.wallMilliseconds())
    }

    private func metadata(_ request: GetMetadataRequest) throws(Status) -> GetMetadataReply {
        try checkOrg(request.orgId)
        var reply = GetMetadataReply()
        reply.brands = try items(.brands, request.orgId, &reply)
        reply.categories = try items(.categories, request.orgId, &reply)
        reply.vendors = try items(.vendors, request.orgId, &reply)
        if let fields = try document(.location, request.orgId, &reply) {
            var location = LocationInfo()
            location.id = fields.text(POSLocationField.id)
            location.name = fields.text(POSLocationField.name)
            location.licenseNumber = fields.text(POSLocationField.licenseNumber)
            location.timezone = fields.text(POSLocationField.timezone)
            location.address = fields.text(POSLocationField.address)
            reply.location = location
        }
        return reply
    }

    private func items(
        _ name: MetadataDocument, _ org: String, _ reply: inout GetMetadataReply
    ) throws(Status) -> [MetadataItem] {
        guard let fields = try document(name, org, &reply),
            case .array(let values) = fields[NameListField.items]
        else { return [] }
        return values.compactMap { value in
            guard case .map(let map) = value else { return nil }
            var item = MetadataItem()
            item.id = map.text(NameField.id)
            item.name = map.text(NameField.name)
            if case .integer(let count) = map[NameField.productCount] { item.productCount = count }
            return item
        }
    }

    private func document(
        _ name: MetadataDocument, _ org: String, _ reply: inout GetMetadataReply
    ) throws(Status) -> Fields? {
        let path = TenantPath.metadata(org: org, name)
        let key = DocumentKey(database: Catalog.database, path: path)
        guard let found = try store.get(key) else {
            return nil
        }
        let time = WireTimestamp(microseconds: found.updateTime)
        if time.microseconds > reply.lastUpdated?.microseconds ?? .min { reply.lastUpdated = time }
        do throws(WireError) {
            return try Fields(mapValueBytes: found.fields)
        } catch {
            throw Status(.dataLoss, "metadata of \(org): \(error)")
        }
    }
}
