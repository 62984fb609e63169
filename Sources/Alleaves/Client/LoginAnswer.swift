import HTTPTransport

import PointOfSale

/// The response to a login. Decodes only the token and its expiry, no names.
struct LoginAnswer: AnswerReceiver {
    static let path = "/auth"

    /// Milliseconds since 1970 when the login was sent.
    let now: Int64
    var sink: BodySink? { nil }

    static func call(_ credentials: AlleavesCredentials) -> AlleavesCall {
        var members = [
            (key: "username", value: JSONWriter.string(credentials.username)),
            (key: "password", value: JSONWriter.string(credentials.password)),
        ]
        if let pin = credentials.pin, !pin.isEmpty {
            members.append((key: "pin", value: JSONWriter.string(pin)))
        }
        return AlleavesCall(
            method: .post, path: path, body: JSONWriter.object(members), bodyBytesMax: 1 << 20)
    }

    static func refused(_ message: String) -> POSError {
        POSError(code: .credentialsRejected, path: path, message: "login refused: \(message)")
    }

    /// Throws `unexpectedShape` if there is no usable token.
    func value(of response: HTTPResponse) throws(JSONFault) -> TokenStore.Token {
        let answer = try JSONReader.read(
            response.body, keeping: { $0 == "token" || $0 == "expires_at" })
        guard case .string(let text)? = answer["token"], let token = TrimmedText.of(text),
            token.utf8.count <= AlleavesLimits.tokenBytesMax,
            token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw JSONFault(.unexpectedShape, offset: 0) }
        let expiry = TokenExpiry.milliseconds(token: token, answer: answer, now: now)
        return TokenStore.Token(text: token, expiry: expiry)
    }
}
