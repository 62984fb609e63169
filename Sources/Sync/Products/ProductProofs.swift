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
    /// Locations that were deleted and put anew since their last proof.
    private let anew: Set<String>
    /// Locations whose proof does not say of which document it is.
    private let undated: Set<String>

    init(_ context: SyncContext, activeCount: Int) throws(Status) {
        positions = SyncPositions(context, .products)
        isSingle = context.sources.count == 1
        self.activeCount = activeCount
        var known: [String: LocationProof] = [:]
        var (anew, undated): (Set<String>, Set<String>) = ([], [])
        for source in context.sources {
            let fields = try positions.read(source.config.id)
            if try positions.isAnew(source.config.id) { anew.insert(source.config.id) }
            if fields[PositionField.created] == nil { undated.insert(source.config.id) }
            let counts = 0...Int64(POSLimits.rowsMax)
            guard let items = fields[ProofField.items]?.integerValue, counts.contains(items),
                let rows = fields[ProofField.rows]?.integerValue, counts.contains(rows)
            else { continue }
            known[source.config.id] = LocationProof(
                items: Int(items), rows: Int(rows),
                doubted: fields[ProofField.doubted]?.integerValue.flatMap { Int(exactly: $0) })
        }
        self.known = known
        self.anew = anew
        self.undated = undated
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
        // Nothing of the former one is expected of it, but that it has something.
        if anew.contains(location), activeCount > 0 { return LocationProof(items: 1, rows: 0) }
        guard activeCount > 0, isSingle || known.isEmpty else { return nil }
        return LocationProof(items: isSingle ? activeCount : 1, rows: 0)
    }

    /// Several locations and products, without a record of which location has which.
    var isUnknown: Bool { !isSingle && known.isEmpty && anew.isEmpty && activeCount > 0 }

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
            if listing.incompleteness?.code == .shrunk { proof.doubted = inventory.items.count }
        }
        let isStale = try positions.namesOthersInVain()
        let isDated = !undated.contains(listing.id)
        guard known[listing.id] != proof || isStale || !isDated else { return }
        var fields = Fields([
            (ProofField.items, .integer(Int64(proof.items))),
            (.rows, .integer(Int64(proof.rows))),
        ])
        fields[ProofField.doubted] = proof.doubted.map { .integer(Int64($0)) }
        try positions.write(listing.id, fields)
    }
}
