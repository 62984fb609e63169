import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import ProtobufWire
import StatusCodes

/// Rules that a POS listed at an earlier time: while the tenant had one location, so that their
/// documents do not say where they hold, or while a location was of another account. They are bound
/// before anything of another account is stored, or they would price its products until the next
/// listing of rules.
struct EarlierRules {
    private let context: SyncContext

    init(_ context: SyncContext) { self.context = context }

    func bind() throws(Status) {
        var writes: [DocumentWrite] = []
        let known = try ProductProofs.locations(context.store, org: context.org)
        for group in context.byOrigin {
            let own = group.sources.map(\.config.id)
            let earlier = own.filter { known.contains($0) }
            let foreign = Set(context.sources.map(\.config.id)).subtracting(own)
            writes += try self.writes(of: group, earlier.isEmpty ? own : earlier, not: foreign)
        }
        guard !writes.isEmpty else { return }
        do throws(Status) {
            try context.store.commit(writes)
        } catch {
            throw Status("The store refused the discounts' locations", error)
        }
    }

    private func writes(
        of group: SyncContext, _ locations: [String], not foreign: Set<String>
    ) throws(Status) -> [DocumentWrite] {
        var writes: [DocumentWrite] = []
        do throws(Status) {
            for scan in group.mirrored(TenantPath.discounts(org: group.org)) {
                try group.store.scan(scan) { key, view in
                    guard
                        let kept = Self.locations(
                            view.fields, group.origin, otherwise: locations, not: foreign)
                    else { return true }
                    writes.append(
                        DocumentWrite(
                            key: DocumentKey(bytes: [UInt8](key)),
                            mutation: .merge(fields: Self.fields(kept), replacing: [])))
                    return true
                }
            }
        } catch {
            throw Status("The tenant's rules cannot be read", error)
        }
        return writes
    }

    private static func fields(_ locations: [String]) -> [UInt8] {
        var bound = FieldsWriter(capacity: 100)
        bound.array(RuleField.locationIds.rawValue) { values in
            for location in locations { values.string(location) }
        }
        return bound.bytes
    }

    /// Where a rule of the POS holds, if its document says otherwise: nowhere in particular, or at
    /// a location that is of another account now. One that cannot be read is left to the catalog,
    /// which rejects it.
    private static func locations(
        _ fields: UnsafeRawBufferPointer, _ origin: POSOrigin, otherwise locations: [String],
        not foreign: Set<String>
    ) -> [String]? {
        guard let fields = try? Fields(mapValueBytes: [UInt8](fields)),
            fields[RuleField.source] == .string(origin.provider.name)
        else { return nil }
        guard let said = fields[RuleField.locationIds] else { return locations }
        let known = said.arrayValue?.compactMap(\.stringValue) ?? []
        guard known.contains(where: foreign.contains) else { return nil }
        return known.filter { !foreign.contains($0) }
    }
}
