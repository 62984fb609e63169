import JSON

/// The outcome of an update under the lock, from which the response is built after unlocking.
enum HTTPResult: Sendable {
    case found(JSONValue)
    case missing

    var response: HTTPResponse {
        switch self {
        case .found(let value): .json(value)
        case .missing: .notFound
        }
    }
}
