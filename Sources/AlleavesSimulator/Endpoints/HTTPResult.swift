import JSON

/// What an update under the lock found; the answer is built outside it.
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
