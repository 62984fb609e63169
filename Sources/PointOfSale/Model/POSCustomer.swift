/// A customer as listed by the POS. Its description is redacted.
public struct POSCustomer: Equatable, Sendable, CustomStringConvertible, CustomReflectable {
    /// A number or text, as text.
    public var id: String
    public var contact = POSContact()
    /// As yyyy-mm-dd.
    public var dateOfBirth: String?
    public var city: String?
    public var state: String?
    public var customerSince: String?
    public var dateCreated: String?
    public var totalSpentCents: Int64?
    public var orderCount: Int64?
    public var lastOrderDate: String?
    public var loyaltyPoints: Int64?
    public var creditBalanceCents: Int64?
    /// As `customers.total_spent`.
    public var unreadable = UnreadableValues()

    public init(id: String) { self.id = id }

    public var description: String { "POSCustomer(redacted)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
