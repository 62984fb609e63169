import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import ProtobufWire
import StatusCodes

/// The rules that a POS listed while the tenant had one location: their documents do not say where
/// they hold, since there was one place only. They are bound to it before anything of another
/// location is stored, or they would price its products until the next listing of rules.
struct EarlierRules {
    private let context: SyncContext

    init(_ context: SyncContext) { self.context = context }

    func bind() throws(Status) {
        var writes: [DocumentWrite] = []
        let known = try ProductProofs.locations(context)
        for group in context.byOrigin {
            let own = group.sources.map(\.config.id)
            let earlier = own.filter { known.contains($0) }
            writes += try self.writes(of: group, earlier.isEmpty ? own : earlier)
        }
        guard !writes.isEmpty else { return }
        do throws(StoreError) {
            try context.store.commit(writes)
        } catch {
            throw Status("The store refused the discounts' locations", error)
        }
    }

    private func writes(
        of group: SyncContext, _ locations: [String]
    ) throws(Status) -> [DocumentWrite] {
        var writes: [DocumentWrite] = []
        var bound = FieldsWriter(capacity: 100)
        bound.array(RuleField.locationIds.rawValue) { values in
            for location in locations { values.string(location) }
        }
        let fields = bound.bytes
        do throws(StoreError) {
            for scan in group.mirrored(TenantPath.discounts(org: group.org)) {
                try group.store.scan(scan) { key, view in
                    guard Self.saysNoLocation(view.fields, group.origin) else { return true }
                    writes.append(
                        DocumentWrite(
                            key: DocumentKey(bytes: [UInt8](key)),
                            mutation: .merge(fields: fields, replacing: [])))
                    return true
                }
            }
        } catch {
            throw Status("The tenant's rules cannot be read", error)
        }
        return writes
    }

    /// Whether a rule is the POS's and does not say where it holds. One that cannot be read is left
    /// to the catalog, which rejects it.
    private static func saysNoLocation(
        _ fields: UnsafeRawBufferPointer, _ origin: POSOrigin
    ) -> Bool {
        guard let fields = try? Fields(mapValueBytes: [UInt8](fields)) else { return false }
        return fields[RuleField.source] == .string(origin.provider.name)
            && fields[RuleField.locationIds] == nil
    }
}
