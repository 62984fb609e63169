import JSON

/// A parsed request, of which only the target is interpreted.
struct HTTPRequest: Equatable, Sendable {
    var method: String
    /// Percent-decoded, without the query and a leading `/api`.
    var path: String
    var query: [String: String]
    /// By lower-cased name.
    var headers: [String: String]
    var body: [UInt8]
    /// HTTP/1.1 without `Connection: close`.
    var keepsAlive: Bool
    /// HTTP/1.0 has no chunked encoding.
    var isVersion10: Bool
    /// The client waits for `100 Continue` before it sends a body.
    var expectsContinue: Bool

    var segments: [Substring] { path.split(separator: "/") }

    /// The requested page, from query or body; 1 by default.
    var page: Int {
        if let page = query["page"].flatMap({ Int($0) }) { return page }
        return (try? json())?["page"]?.integer ?? 1
    }

    /// The JSON body; an empty one counts as an empty object.
    func json() throws(JSONFault) -> JSONValue {
        body.isEmpty ? .object([]) : try JSONParser.parse(body, .lenient)
    }
}
