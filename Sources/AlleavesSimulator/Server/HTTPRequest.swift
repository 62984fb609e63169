import JSON

/// A request as it came: the target is split, nothing else is interpreted.
struct HTTPRequest: Equatable, Sendable {
    var method: String
    /// Without the query and without the leading `/api`, percent-decoded.
    var path: String
    var query: [String: String]
    /// Names in lower case.
    var headers: [String: String]
    var body: [UInt8]
    /// HTTP/1.1 without `Connection: close`.
    var keepsAlive: Bool
    /// HTTP/1.0 knows no chunks.
    var isVersion10: Bool
    /// The client waits for `100 Continue` before it sends a body.
    var expectsContinue: Bool

    var segments: [Substring] { path.split(separator: "/") }

    /// The page that is asked for, in the query or the body; 1 where none is.
    var page: Int {
        if let page = query["page"].flatMap({ Int($0) }) { return page }
        return (try? json())?["page"]?.integer ?? 1
    }

    /// The JSON body; an empty body reads as an empty object.
    func json() throws(JSONFault) -> JSONValue {
        body.isEmpty ? .object([]) : try JSONParser.parse(body, .lenient)
    }
}
