import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import StatusCodes

/// Each location's counts when its inventory was last proved complete, or larger ones seen since:
/// tenants/{org}/integrations/pos_products.
struct ProductProofs {
    private let positions: SyncPositions
    private let known: [String: LocationProof]
    private let isSingle: Bool
    private let activeCount: Int

    init(_ context: SyncContext, activeCount: Int) throws(Status) {
        positions = SyncPositions(context, .products)
        isSingle = context.sources.count == 1
        self.activeCount = activeCount
        var known: [String: LocationProof] = [:]
        for source in context.sources {
            let fields = try positions.read(source.config.id)
            guard let items = fields[ProofField.items]?.integerValue,
                let rows = fields[ProofField.rows]?.integerValue
            else { continue }
            known[source.config.id] = LocationProof(
                items: Int(clamping: items), rows: Int(clamping: rows))
        }
        self.known = known
    }

    /// The locations whose inventory was ever read, whatever their account is now.
    static func locations(
        _ store: DocumentStore, org: String
    ) throws(Status) -> Set<String> {
        do {
            let key = DocumentKey(mirror: TenantPath.integration(org: org, .products))
            guard let found = try store.get(key) else { return [] }
            let read = try Fields(mapValueBytes: found.fields)[PositionField.locations]?.mapValue
            return Set((read ?? [:]).map(\.key))
        } catch {
            throw Status("The position of the last run cannot be read", error)
        }
    }

    /// The proof of a location. In a store of an earlier version, without any proof, the mirror's
    /// product count is used.
    func before(_ location: String) -> LocationProof? {
        if let proof = known[location] { return proof }
        guard activeCount > 0, isSingle || known.isEmpty else { return nil }
        return LocationProof(items: isSingle ? activeCount : 1, rows: 0)
    }

    /// Several locations and products, without a record of which location has which.
    var isUnknown: Bool { !isSingle && known.isEmpty && activeCount > 0 }

    /// Stores a listing's proof if it changed. An incomplete listing proves a lower bound, below
    /// which the next one is not accepted as complete.
    func store(_ listing: LocationListing) throws(Status) {
        guard let inventory = listing.inventory else { return }
        var proof = LocationProof(items: inventory.items.count, rows: inventory.rowCount)
        if !listing.isProved {
            let before = known[listing.id] ?? before(listing.id) ?? LocationProof(items: 0, rows: 0)
            proof = LocationProof(
                items: max(proof.items, before.items), rows: max(proof.rows, before.rows))
            guard proof.items > 0 else { return }
        }
        let isStale = try positions.namesOthersInVain()
        guard known[listing.id] != proof || isStale else { return }
        try positions.write(
            listing.id,
            Fields([
                (ProofField.items, .integer(Int64(proof.items))),
                (.rows, .integer(Int64(proof.rows))),
            ]))
    }
}
