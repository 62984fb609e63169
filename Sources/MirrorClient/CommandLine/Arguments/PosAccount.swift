import FirestoreModel

/// The posConfig of a location, from the JSON that an operator keeps.
///
/// No error names a value: the file is full of secrets.
struct PosAccount: Equatable {
    /// What the location document holds as `posConfig`.
    let fields: Fields

    /// The keys a file may have (alleaves-api.md 1.9, design.md 3).
    static let keys = [
        "provider", "status", "username", "password", "pin", "apiKey", "partnerId", "storeId",
        "locationId", "priceBasis", "channel",
    ]

    private static let choices: KeyValuePairs<String, [String]> = [
        "provider": ["alleaves"], "status": ["active", "inactive"],
        "priceBasis": ["otd", "retail"], "channel": ["adult", "medical"],
    ]

    /// Checks a JSON object of texts. Numbers count as their text, since ids and PINs are often
    /// written without quotes; null and blank texts count as absent.
    init(json: [UInt8]) throws(CommandFailure) {
        let members = try Self.members(json)
        var fields: Fields = ["provider": "alleaves", "status": "active"]
        var seen: Set<String> = []
        for (key, value) in members {
            guard Self.keys.contains(key) else { throw Self.unknown(key) }
            guard seen.insert(key).inserted else {
                throw .usage("credentials: \(key) is there twice")
            }
            if let text = try Self.text(key, value) { fields[key] = .string(text) }
        }
        try Self.check(fields)
        self.fields = fields
    }

    private static func members(
        _ json: [UInt8]
    ) throws(CommandFailure) -> [(key: String, value: JSONValue)] {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(json)
        } catch {
            throw .usage("credentials: \(error.message)", remedy: example)
        }
        guard case .object(let members) = value else {
            throw .usage("credentials: not a JSON object", remedy: example)
        }
        return members
    }

    private static func text(
        _ key: String, _ value: JSONValue
    ) throws(CommandFailure) -> String? {
        let text: String
        switch value {
        case .null: return nil
        case .string(let string): text = string
        case .number(let digits) where digits.utf8.allSatisfy { 0x30...0x39 ~= $0 }:
            text = digits
        case .number, .boolean, .array, .object: throw .usage("credentials: \(key) is not a text")
        }
        let bytesMax = ClientLimits.credentialBytesMax
        guard text.utf8.count <= bytesMax else {
            throw .usage("credentials: \(key) is longer than \(bytesMax) bytes")
        }
        return text.allSatisfy(\.isWhitespace) ? nil : text
    }

    private static func check(_ fields: Fields) throws(CommandFailure) {
        for (key, allowed) in choices {
            guard let text = fields[key]?.stringValue, !allowed.contains(text) else { continue }
            throw .usage("credentials: \(key) must be \(allowed.joined(separator: " or "))")
        }
        let hasLogin = fields["username"] != nil && fields["password"] != nil
        // None at all is for a daemon that has the only tenant's login in its environment.
        let hasNone = fields.count > 2
            && ["username", "password", "pin"].allSatisfy { fields[$0] == nil }
        guard hasLogin || hasNone || fields["apiKey"] != nil else {
            throw .usage("credentials: username and password, or apiKey, are missing")
        }
    }

    /// Whether the file names no way to log in, which is right for `posmirrord --single-tenant`.
    var lacksLogin: Bool { fields["username"] == nil && fields["apiKey"] == nil }

    private static func unknown(_ key: String) -> CommandFailure {
        // A key is shown only where it looks like one: a value in its place may be a secret.
        let isWord = key.utf8.count <= 32 && key.utf8.allSatisfy { 0x41...0x7A ~= $0 }
        guard isWord, let near = Suggestion.nearest(to: key, among: keys) else {
            let known = keys.joined(separator: ", ")
            return .usage("credentials: an unknown key", remedy: "the keys are \(known)")
        }
        return .usage("credentials: unknown key \(key)", remedy: "did you mean \(near)?")
    }

    private static let example =
        #"write {"username": "…", "password": "…", "pin": "…", "locationId": "…"}"#
}
