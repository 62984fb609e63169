/// The calls by which orders and customers can be created.
public enum WriteCalls: String, Sendable, CaseIterable {
    /// `/order`, `/order/{id}/item` and `/customer`.
    case native
    /// `/locations/{id}/orders` and `/locations/{id}/customers`.
    case located
    case both

    var hasNative: Bool { self != .located }
    var hasLocated: Bool { self != .native }
}
