import TextForms

/// Parses the request line and the headers.
enum HTTPHead {
    static func parse(_ text: String) throws(HTTPRequestError) -> HTTPRequest {
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        let words = (lines.first ?? "").split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, !words[0].isEmpty, words[1].hasPrefix("/") else {
            throw HTTPRequestError(status: 400, message: "bad request line")
        }
        guard words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0" else {
            throw HTTPRequestError(status: 505, message: "unknown version")
        }
        let headers = try fields(lines.dropFirst())
        let target = words[1].split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let isVersion10 = words[2] == "HTTP/1.0"
        let connection = headers["connection"]?.lowercased() ?? ""
        return HTTPRequest(
            method: String(words[0]), path: path(target.first ?? "/"),
            query: target.count == 2 ? query(target[1]) : [:], headers: headers,
            body: [], keepsAlive: !isVersion10 && connection != "close", isVersion10: isVersion10,
            expectsContinue: headers["expect"]?.lowercased() == "100-continue")
    }

    private static func fields(_ lines: ArraySlice<Substring>) throws(HTTPRequestError)
        -> [String: String]
    {
        guard lines.count <= SimulatorLimits.headersMax else {
            throw HTTPRequestError(status: 431, message: "too many headers")
        }
        var headers: [String: String] = [:]
        for line in lines {
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else {
                throw HTTPRequestError(status: 400, message: "bad header")
            }
            let name = line[..<colon].lowercased()
            let value = String(line[line.index(after: colon)...].trimmed)
            // Conflicting lengths are an attack or a bug.
            if let before = headers[name], before != value, name == "content-length" {
                throw HTTPRequestError(status: 400, message: "two content lengths")
            }
            headers[name] = value
        }
        return headers
    }

    private static func query(_ text: Substring) -> [String: String] {
        var fields: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first else { continue }
            fields[decoded(name, plusIsSpace: true)] =
                parts.count == 2 ? decoded(parts[1], plusIsSpace: true) : ""
        }
        return fields
    }

    private static func decoded(_ text: Substring, plusIsSpace: Bool) -> String {
        String(decoding: PercentEncoding.decode(text, plusIsSpace: plusIsSpace), as: UTF8.self)
    }

    private static func path(_ raw: Substring) -> String {
        let decoded = decoded(raw, plusIsSpace: false)
        if decoded == "/api" { return "/" }
        return decoded.hasPrefix("/api/") ? String(decoded.dropFirst(4)) : decoded
    }
}
