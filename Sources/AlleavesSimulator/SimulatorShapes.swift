/// Variants of responses that were seen in production, or that clients tolerate.
public struct SimulatorShapes: Sendable, Equatable {
    public enum Inventory: Sendable, CaseIterable {
        case array
        case data
        case items
    }

    public enum Areas: Sendable, CaseIterable {
        /// An array whose first element wraps `area_list`.
        case wrapped
        case flat
    }

    public enum Customers: Sendable, CaseIterable {
        /// `{"0":{…},"1":{…}}`, the usual one.
        case numericKeys
        /// With other keys among them, and out of order.
        case numericKeysWithExtras
        case array
        case customers
        case customersNumericKeys
        case data
        case null
    }

    public enum Orders: Sendable, CaseIterable {
        case array
        case orders
        case data
        case results
    }

    public var inventory = Inventory.array
    public var areas = Areas.wrapped
    public var customers = Customers.numericKeys
    public var orders = Orders.array
    /// The maximal entries per page of orders or customers, whatever is requested; nil for none.
    public var pageEntriesMax: Int?

    public init() {}
}
