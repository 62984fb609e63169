/// The new balance in the response to a change.
public enum POSBalance: Equatable, Sendable {
    case known(Int64)
    case absent
    case unreadable
}
