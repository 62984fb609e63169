import PointOfSale

/// A page as it was answered.
struct ListedPage<Record> {
    let path: String
    let entries: [JSONValue]
    /// The entries that have an id.
    let records: [Record]
    let id: (Record) -> String
    /// What the page says of the listing beside its entries.
    var said = ListingTotal()
}
