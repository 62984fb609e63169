/// Error of a catalog query.
public enum CatalogError: Error, Equatable, Sendable {
    /// The tenant has neither products nor rules; the id is as the caller gave it.
    case unknownTenant(String)
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
