import MirrorService

/// The `limits` of a configuration file, such as `{"connections": 10000, "query_seconds": 30}`.
enum LimitsFile {
    /// The names of the limits, in the order of the help.
    static let names: [(name: String, place: WritableKeyPath<ServingLimits, Int> & Sendable)] = [
        ("connections", \.connections), ("connections_per_user", \.connectionsOfUser),
        ("connection_idle_seconds", \.idleSeconds), ("streams_per_user", \.streamsPerUser),
        ("transactions_per_user", \.transactionsPerUser),
        ("listeners_per_user", \.listenersPerUser), ("query_seconds", \.query.seconds),
        ("query_rows", \.query.rows), ("query_bytes", \.query.bytes),
    ]

    /// Sets limits; throws `usage` for an unknown one, or one that is not at least 1.
    static func apply(
        _ values: [String: Int], to limits: inout ServingLimits
    ) throws(DaemonError) {
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            guard let place = names.first(where: { $0.name == name })?.place else {
                throw DaemonError(.usage, "limits: unknown limit \(name)")
            }
            guard value >= 1 else {
                throw DaemonError(.usage, "limits: \(name) is at least 1, not \(value)")
            }
            limits[keyPath: place] = value
        }
    }
}

extension ServingLimits {
    fileprivate var connectionsOfUser: Int {
        get { connectionsPerUser ?? 0 }
        set { connectionsPerUser = newValue }
    }
}
