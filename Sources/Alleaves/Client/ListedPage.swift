import JSON
import PointOfSale

/// One page of a listing.
struct ListedPage<Record> {
    let path: String
    let entries: [JSONValue]
    /// The entries that have an id.
    let records: [Record]
    let id: (Record) -> String
    /// The page's total of the listing.
    var said = ListingTotal()
}
