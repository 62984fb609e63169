/// What an answer says of a balance that was changed.
public enum POSBalance: Equatable, Sendable {
    case known(Int64)
    case absent
    case unreadable
}
