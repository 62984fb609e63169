import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import StatusCodes

/// Items of which an amount cannot be read at a location, where the tenant has several: their rows
/// of the last reading count there, and what the other locations say goes on.
struct UnreadableEntries {
    let context: SyncContext

    /// Listings with such rows replaced, as far as the mirror has others. A listing that is not
    /// whole has its missing rows retained already.
    func replaced(_ listings: [LocationListing]) throws(Status) -> [LocationListing] {
        guard context.sources.count > 1 else { return listings }
        var replaced = listings
        for index in listings.indices where listings[index].isProved {
            replaced[index].replaced = try rows(instead: listings[index])
        }
        return replaced
    }

    private func rows(
        instead listing: LocationListing
    ) throws(Status) -> LocationListing.Replaced? {
        guard let inventory = listing.inventory else { return nil }
        let items = inventory.items.filter(\.hasUnreadableAmounts).map(\.idItem)
        guard !items.isEmpty else { return nil }
        let kept = RetainedRows()
        var found: [String] = []
        for item in items {
            try context.checkTime()
            guard let record = try record(of: item, at: listing.id),
                kept.add(record, unless: { _ in false })
            else { continue }
            found.append(item)
        }
        let rows = kept.build()
        guard !found.isEmpty else { return nil }
        return LocationListing.Replaced(
            readable: inventory.without(items: Set(found.map { POSID($0) })), kept: rows,
            items: found)
    }

    /// The rows of an item at a location as of its last reading; nil where it has none.
    private func record(of item: String, at location: String) throws(Status) -> [UInt8]? {
        let path = ProductPath.canonical(org: context.org, id: context.origin.documentID(item))
        do {
            guard let stored = try context.store.get(DocumentKey(mirror: path)),
                // One that does not decode has no rows to be kept.
                let fields = try? Fields(mapValueBytes: stored.fields),
                fields[ProductField.isActive] == .boolean(true),
                case .bytes(let record)? = fields[ProductSources.key]?.mapValue?[location]
            else { return nil }
            return record
        } catch {
            throw Status("A product cannot be read", error)
        }
    }
}
