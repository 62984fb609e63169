import HTTPTransport

import JSON
import PointOfSale
import TextForms

/// The response to a login. Decodes only the token, its expiry and the
/// company's number, no names.
struct LoginResponse: ResponseReceiver {
    static let path = "/auth"

    /// Milliseconds since 1970 when the login was sent.
    let now: Int64
    var sink: BodySink? { nil }

    static func call(_ credentials: AlleavesCredentials) -> AlleavesCall {
        var members = [
            JSONValue.Member("username", .string(credentials.username)),
            JSONValue.Member("password", .string(credentials.password)),
        ]
        if let pin = credentials.pin, !pin.isEmpty {
            members.append(JSONValue.Member("pin", .string(pin)))
        }
        return AlleavesCall(
            method: .post, path: path, body: JSONValue.object(members).bytes, bodyBytesMax: 1 << 20)
    }

    static func refused(_ message: String) -> POSError {
        POSError(code: .credentialsRejected, path: path, message: "login refused: \(message)")
    }

    /// Throws `unexpectedShape` if there is no usable token.
    func value(of response: HTTPResponse) throws(JSONFault) -> TokenStore.Token {
        let answer = try JSONParser.parse(
            response.body, .lenient, keeping: { Self.keys.contains($0) })
        guard case .string(let text)? = answer["token"], let token = text.nonBlankOfControls,
            token.utf8.count <= AlleavesLimits.tokenBytesMax,
            token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw JSONFault(.unexpectedShape, offset: 0) }
        let expiry = TokenExpiry.milliseconds(token: token, answer: answer, now: now)
        return TokenStore.Token(
            text: token, expiry: expiry, account: answer["id_company"]?.idText)
    }

    private static let keys: Set<String> = ["token", "expires_at", "id_company"]
}
