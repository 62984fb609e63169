/// The shapes in which production was seen to answer, or that clients are known to tolerate.
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
        /// `{"0":{…},"1":{…}}`, the usual answer.
        case numericKeys
        /// The same with keys that are no numbers between them, and out of order.
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
    /// Entries that a page of orders or customers has at most, however many are asked for; nil for
    /// as many as asked.
    public var pageEntriesMax: Int?

    public init() {}
}
