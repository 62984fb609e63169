import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import StatusCodes

/// Stored rows of locations whose listings are incomplete: rows that are missing now are retained.
struct RetainedProducts: Sendable {
    /// The missing rows, by location.
    private(set) var rows: [String: Inventory] = [:]
    /// Products of unknown location, and their number of batches.
    private(set) var batchCounts: [POSID: Int] = [:]

    /// Products of the location that was the only one, whose listing is not whole: what of them is
    /// there cannot be told, so they stay as they are.
    private(set) var untold: Set<POSID> = []

    /// Document ids of products of known location.
    private(set) var known: Set<String> = []

    /// Nothing is missing.
    init() {}

    /// Reads the tenant's canonical products.
    ///
    /// - Parameter unproved: the listings that are not whole.
    init(_ context: SyncContext, _ unproved: [LocationListing]) throws(Status) {
        var locations: [String: RetainedLocation] = [:]
        for listing in unproved { locations[listing.id] = RetainedLocation(listing) }
        let earlier = try SyncPositions(context, .products).earlierStore()
        let isEarlierUnproved = unproved.contains { $0.id == earlier }
        var failure: Status?
        do throws(Status) {
            let own = ProductPath.canonicalID(org: context.org, id: "")
            for scan in context.mirrored(ProductPath.canonicals, prefix: own) {
                try context.store.scan(scan) { _, view throws(Status) in
                    if context.isCancelled { return false }
                    // Verify names what does not decode; it has no rows to be kept.
                    guard let fields = try? Fields(mapValueBytes: [UInt8](view.fields)) else {
                        return true
                    }
                    take(fields, locations, context.origin, isEarlierUnproved)
                    return true
                }
            }
        } catch {
            failure = Status("The mirror's products cannot be read", error)
        }
        if let failure { throw failure }
        rows = locations.mapValues { $0.rows.build() }
    }

    /// Whether an item must not be updated: fewer of its batches were listed than before, and the
    /// others are not retained.
    func mustStay(_ item: InventoryItem) -> Bool {
        if untold.contains(item.id) { return true }
        guard let count = batchCounts[item.id] else { return false }
        return item.rowCount < count
    }

    private struct RetainedLocation {
        let rows = RetainedRows()
        let listing: LocationListing
        /// Keys of the listed rows; nil where listed items are complete.
        let keys: Set<UInt64>?

        init(_ listing: LocationListing) {
            self.listing = listing
            keys = listing.lacksRows ? listing.inventory?.rowKeys() ?? [] : nil
        }

        /// Retains the stored rows of an item that were not listed; false where they cannot be
        /// read.
        func take(_ record: [UInt8], of item: POSID) -> Bool {
            if keys == nil, listing.inventory?.itemIndex(item) != nil { return true }
            return rows.add(record) { keys?.contains($0) ?? false }
        }
    }

    private mutating func take(
        _ fields: Fields, _ locations: [String: RetainedLocation], _ origin: POSOrigin,
        _ isEarlierUnproved: Bool
    ) {
        guard fields[ProductField.isActive] == .boolean(true),
            case .string(let text)? = fields[ProductField.externalId], !text.isEmpty
        else { return }
        let item = POSID(text)
        var isKnown = false
        if case .map(let sources)? = fields[ProductSources.key] {
            isKnown = true
            for (id, location) in locations {
                guard case .bytes(let record)? = sources[id] else { continue }
                if !location.take(record, of: item) { isKnown = false }
            }
        }
        if isKnown {
            known.insert(origin.documentID(text))
        } else if isEarlierUnproved, fields[ProductField.locations] == nil {
            untold.insert(item)
        }
        guard !isKnown, locations.values.contains(where: { $0.listing.lacksRows }),
            case .array(let batches)? = fields[ProductField.batches]
        else { return }
        batchCounts[item] = batches.count
    }
}
