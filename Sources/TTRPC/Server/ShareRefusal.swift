/// Something that a user was refused, or lost, because its share or that of all is used up.
public struct ShareRefusal: Equatable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        case connections, input, streams, transactions, listeners, calls, writes, queries
        /// A connection that was closed because its peer does not read.
        case unread
        /// A connection that was closed because it was idle, and its user has many.
        case idle
        /// New connections that wait because the process has as many files as it may.
        case files

        /// The setting of what one user may have; nil where it is fixed.
        var setting: String? {
            switch self {
            case .connections: "connections_per_user"
            case .input: "input_bytes_per_user"
            case .streams: "streams_per_user"
            case .transactions: "transactions_per_user"
            case .listeners: "listeners_per_user"
            case .calls: "calls_waiting"
            case .idle: "connection_idle_seconds"
            case .writes, .queries, .unread, .files: nil
            }
        }
    }

    public let kind: Kind
    public let uid: UInt32
    /// How many there may be.
    public let limit: Int
    /// The setting of that limit; nil where it is fixed.
    public let setting: String?

    /// - Parameter setting: that of what one user may have where not given.
    public init(_ kind: Kind, uid: UInt32, limit: Int, setting: String? = nil) {
        self.kind = kind
        self.uid = uid
        self.limit = limit
        self.setting = setting ?? kind.setting
    }
}
