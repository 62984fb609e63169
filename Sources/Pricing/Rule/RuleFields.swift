/// The unchecked fields of a discount rule in the POS's response or in a document, as texts.
///
/// Numbers are decimal texts (a JSON number's own characters, or a string's content). nil and
/// blank both mean absent.
public struct RuleFields: Sendable, Equatable {
    /// Document id, e.g. `alleaves_101`.
    public var id: String
    /// The POS's own id, e.g. `101`; nil for an agent's rule.
    public var posId: String?
    public var name: String?
    /// `percent`, `amount`, `fixed_price` or `bogo`.
    public var kind: String?
    public var value: String?
    public var active: Bool?
    public var startDate: String?
    public var endDate: String?
    /// Whether the rule says that it is for the whole store.
    public var storeWide: Bool?
    public var categories: [String] = []
    public var brands: [String] = []
    /// References to products; see ``ProductReference``.
    public var products: [String] = []
    /// Document ids of the locations at which the rule holds; nil where it holds at all.
    public var locationIds: [String]?
    public var minQty: String?
    public var minTotal: String?
    public var customerTypes: [String] = []
    public var badgeText: String?
    public var priority: String?
    /// A field whose value cannot be read, as named in the document. Such a rule is rejected:
    /// ignoring the field would change the rule.
    public var unreadable: String?
    /// Why the sync found that a rule of the POS cannot be applied, and the field at fault as the
    /// POS calls it, where its fields alone do not show it.
    public var posRejection: RuleRejection?
    public var posRejectedField: String?
    /// Whether names come from the POS, decoded once where they were stored. An agent's may hold
    /// character references still.
    public var isDecoded = false
    /// What the document ids of the products begin with that it can name: those of the provider
    /// that owns the rule, `alleaves_`. Empty for an agent's rule, which can name any product.
    public var productPrefix = ""
    /// When the rule was last written, microseconds since 1970; 0 where that is not known.
    public var updateTime: Int64 = 0

    /// Whether the rule holds at a location.
    public func holds(at location: String) -> Bool {
        RuleScope.holding(at: locationIds, among: [location]) == nil
    }

    public init(id: String, posId: String? = nil) {
        self.id = id
        self.posId = posId
    }
}
