/// Error of a catalog query.
public enum CatalogError: Error, Equatable, Sendable {
    /// The tenant has neither products nor rules; the id is as the caller gave it.
    case unknownTenant(String)
    /// The tenant has no such location; the ids of those that it has, ascending.
    case unknownLocation(String, of: String, known: [String])
    /// A location of the tenant of which no product was stored yet.
    case noStoreYet(String, of: String)
    /// No active product of that id.
    case unknownProduct(String)
    /// A cursor that is malformed or of another query.
    case invalidCursor
    /// A cursor of a generation that is no longer kept.
    case expiredCursor
    /// A filter or limit outside its range; the message says which.
    case invalidQuery(String)
    /// More distinct brands, categories, rules or rows than ``CatalogLimits`` allows.
    case tooLarge(String)
    /// A stored row that does not decode.
    case corruptRow(String)
}
