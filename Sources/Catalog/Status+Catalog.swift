import StatusCodes

/// Those of the catalog's reasons that code has to tell from others of the same code.
public enum CatalogFault: String, Sendable {
    /// Nothing of the tenant was stored yet.
    case unknownTenant
    /// Nothing of one of the tenant's locations was stored yet.
    case noStoreYet
}

/// Why the catalog does not answer.
extension Status {
    /// Which of those reasons it is; nil for any other.
    public var catalogFault: CatalogFault? { CatalogFault(rawValue: reason) }

    private init(_ fault: CatalogFault, _ cause: String) {
        self.init(.notFound, context: "", cause: cause, reason: fault.rawValue)
    }

    /// The tenant has neither products nor rules; the id is as the caller gave it.
    public static func unknownTenant(_ org: String) -> Status {
        Status(CatalogFault.unknownTenant, "no products of \(org): posmirror sync products \(org)")
    }

    /// The tenant has no such location; `known` are the ids of those that it has, ascending.
    static func unknownLocation(
        _ location: String, of org: String, known: [String]
    ) -> Status {
        let those = known.isEmpty ? "it has none" : "it has \(known.joined(separator: ", "))"
        return Status(.notFound, "\(org) has no location \(location): \(those)")
    }

    /// A location of the tenant of which no product was stored yet.
    static func noStoreYet(_ location: String, of org: String) -> Status {
        Status(
            CatalogFault.noStoreYet,
            "no products of location \(location) of \(org) yet: posmirror sync products \(org)")
    }

    /// No active product of that id.
    public static func unknownProduct(_ id: String) -> Status {
        Status(.notFound, "no active product \(id)")
    }

    /// A cursor that is malformed or of another query.
    static let invalidCursor = invalid("the cursor belongs to another query")

    /// A cursor of a generation that is no longer kept.
    static let expiredCursor = Status(
        .aborted,
        "the menu that the cursor belongs to is kept no more: begin again without a cursor")

    /// More distinct brands, categories, rules or rows than ``CatalogLimits`` allows.
    static func tooMuch(_ cause: String) -> Status { Status(.resourceExhausted, cause) }

    /// A stored row that does not decode.
    static func corruptRow(_ cause: String) -> Status { Status(.dataLoss, cause) }
}
