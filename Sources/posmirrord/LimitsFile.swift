import MirrorService

/// The `limits` of a configuration file, such as `{"connections": 10000, "query_seconds": 30}`, and
/// of the command line, such as `--limit connections=10000`.
enum LimitsFile {
    /// The names of the limits, in the order of the help.
    static let names: [(name: String, place: WritableKeyPath<ServingLimits, Int> & Sendable)] = [
        ("connections", \.connections), ("connections_per_user", \.connectionsOfUser),
        ("connection_idle_seconds", \.idleSeconds),
        ("calls_per_connection", \.callsPerConnection), ("calls_waiting", \.callsWaiting),
        ("input_bytes_per_user", \.inputBytesPerUser), ("streams_per_user", \.streamsPerUser),
        ("transactions_per_user", \.transactionsPerUser), ("listeners", \.listeners),
        ("listeners_per_user", \.listenersPerUser), ("query_seconds", \.query.seconds),
        ("query_rows", \.query.rows), ("query_bytes", \.query.bytes),
    ]

    /// Sets the limits of the command line, each `NAME=N`; throws `usage`.
    static func apply(
        _ texts: [String], to limits: inout ServingLimits
    ) throws(DaemonError) {
        for text in texts {
            let parts = text.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2, let value = Int(parts[1]) else {
                throw DaemonError(.usage, "--limit is NAME=N, not \(text)")
            }
            try apply([String(parts[0]): value], to: &limits)
        }
    }

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
