// Written by Protocol/generate.py from Protocol/posmirror/options.proto; change that file instead.

import ProtobufWire

/// Whose threads answer a method. Each kind of work has its own share of them, so that none keeps
/// another waiting.
public enum MethodWork: Int32, WireEnum, CaseIterable {
    /// Nobody has decided; refused when the code is generated.
    case unspecified = 0
    /// No thread: the event loop answers from memory, or a stream is pushed to.
    case loop = 1
    /// What must always be answered, and is brief.
    case admin = 2
    /// Reads of a few keys, and the begin of what is answered later.
    case point = 3
    /// Commits.
    case commit = 4
    /// Queries, aggregations and reports: processor time.
    case query = 5
    /// Listings and other reads of many keys.
    case scan = 6
    /// Maintenance of the whole store, minutes long.
    case upkeep = 7
    /// Calls that wait for the POS.
    case outside = 8

    /// The name in the .proto file.
    public var protoName: String {
        switch self {
        case .unspecified: "METHOD_WORK_UNSPECIFIED"
        case .loop: "METHOD_WORK_LOOP"
        case .admin: "METHOD_WORK_ADMIN"
        case .point: "METHOD_WORK_POINT"
        case .commit: "METHOD_WORK_COMMIT"
        case .query: "METHOD_WORK_QUERY"
        case .scan: "METHOD_WORK_SCAN"
        case .upkeep: "METHOD_WORK_UPKEEP"
        case .outside: "METHOD_WORK_OUTSIDE"
        }
    }
}
