import JSON
import PointOfSale

/// One page of a listing.
struct ListedPage<Record> {
    let path: String
    let entries: [JSONValue]
    /// The entries that have an id and can be read.
    let records: [Record]
    /// Those with bytes that are not UTF-8.
    var spoilt = SpoiltRecords()
    let id: (Record) -> String
    /// The page's total of the listing.
    var said = ListingTotal()
}
