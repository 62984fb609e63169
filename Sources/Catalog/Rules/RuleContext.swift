import Pricing

/// Where a catalog's rules are read: the time zone of their dates, and the locations among which
/// one that names locations holds.
struct RuleContext: Equatable, Sendable {
    var zone: RuleZone
    /// All of the tenant's, ascending; that of the store alone for a store's catalog. Empty where
    /// they are not known.
    var locations: [String] = []

    /// The same for the catalog of one store.
    func forStore(_ location: String) -> RuleContext {
        RuleContext(zone: zone, locations: [location])
    }

    func parsed(_ fields: RuleFields) -> ParsedRule {
        DiscountRule.make(from: fields, zone: zone, locations: locations)
    }
}
