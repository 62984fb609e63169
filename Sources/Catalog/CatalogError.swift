/// Why a question about a catalog has no answer.
public enum CatalogError: Error, Equatable, Sendable {
    /// The tenant has neither products nor rules; the id is as the caller gave it.
    case unknownTenant(String)
    /// No active product of that id.
    case unknownProduct(String)
    /// A cursor that this daemon did not make, or for another query.
    case invalidCursor
    /// A cursor of a state of the menu that is kept no more.
    case expiredCursor
    /// A filter or limit outside its range, in words.
    case invalidQuery(String)
    /// More distinct brands, categories, rules or rows than ``CatalogLimits`` allows.
    case tooLarge(String)
    /// A stored row that does not decode.
    case corruptRow(String)
}
