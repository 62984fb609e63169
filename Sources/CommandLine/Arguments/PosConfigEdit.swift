import FirestoreModel
import JSON

/// An edit of a location's posConfig from an operator's JSON file: keys to set, and keys to remove.
/// Other keys are kept.
///
/// Error texts contain no values, most of which are secret.
struct PosConfigEdit: Equatable {
    /// The keys to set.
    private(set) var fields = Fields()
    /// The keys to remove, which are null in the file.
    private(set) var removed: Set<String> = []

    /// The keys allowed in a file (Protocol/tree.md, Locations).
    static let keys = texts + objects + ["sellableAreas", "sellExpired"]
    private static let texts =
        ["provider", "status"] + KnownProvider.all.flatMap(\.keys)
        + ["priceBasis", "channel", "webhookSecret", "account"]
    /// The provider's adapter validates their contents.
    private static let objects = KnownProvider.all.flatMap(\.objects)
    /// Required keys, which have defaults and cannot be removed.
    private static let lasting: Set<String> = ["provider", "status"]

    private static let choices: KeyValuePairs<String, [String]> = [
        "provider": KnownProvider.names, "status": ["active", "inactive"],
        "priceBasis": ["otd", "retail"], "channel": ["adult", "medical"],
    ]

    /// Changes nothing.
    init() {}

    /// Sets the provider named on the command line.
    mutating func setProvider(_ name: String) throws(CommandFailure) {
        let said = fields["provider"]?.stringValue ?? name
        guard said == name else { throw .usage("provider is said twice, and not the same") }
        if let provider = try Self.text("provider", .string(name)) {
            fields["provider"] = .string(provider)
        }
    }

    /// Parses a JSON object. Numbers count as texts, because ids and PINs are often written without
    /// quotes; blank texts are ignored.
    init(json: [UInt8]) throws(CommandFailure) {
        var seen: Set<String> = []
        for member in try Self.members(json) {
            let (key, value) = (member.key, member.value)
            guard Self.keys.contains(key) else { throw Self.unknown(key) }
            guard seen.insert(key).inserted else {
                throw .usage("credentials: \(key) is there twice")
            }
            if value == .null {
                try remove(key)
            } else if let value = try Self.value(key, value) {
                fields[key] = value
            }
        }
        guard !fields.isEmpty || !removed.isEmpty else {
            throw .usage("credentials: nothing is in it", remedy: Self.example)
        }
    }

    /// Removes a key in addition.
    mutating func remove(_ key: String) throws(CommandFailure) {
        guard Self.keys.contains(key) else { throw Self.unknown(key) }
        guard !Self.lasting.contains(key) else { throw .usage("\(key) cannot be taken away") }
        guard fields[key] == nil else { throw .usage("\(key) is both set and taken away") }
        removed.insert(key)
    }

    /// The edited posConfig. Throws if an incomplete login would remain.
    func applied(to stored: Fields) throws(CommandFailure) -> Fields {
        var result = stored
        for key in removed { result[key] = nil }
        for (key, value) in fields { result[key] = value }
        if result["provider"] == nil { result["provider"] = .string(KnownProvider.first.name) }
        if result["status"] == nil { result["status"] = "active" }
        let provider = KnownProvider.named(result["provider"]?.stringValue)
        for pair in provider?.pairs ?? [] {
            let missing = pair.filter { result[$0] == nil }
            guard let first = missing.first, missing.count < pair.count else { continue }
            throw .usage("credentials: \(first) is missing", remedy: Self.example)
        }
        return result
    }

    /// Whether a posConfig has what its POS requires for a login.
    static func hasLogin(_ config: Fields) -> Bool {
        let provider = KnownProvider.named(config["provider"]?.stringValue)
        return provider.map { $0.logins.contains { config[$0] != nil } } ?? true
    }

    private static func members(
        _ json: [UInt8]
    ) throws(CommandFailure) -> [JSONValue.Member] {
        let value: JSONValue
        do throws(JSONFault) {
            value = try JSONParser.parse(json)
        } catch {
            throw .usage("credentials: \(error)", remedy: example)
        }
        guard case .object(let members) = value else {
            throw .usage("credentials: not a JSON object", remedy: example)
        }
        return members
    }

    /// The value to store; nil for a blank text.
    private static func value(
        _ key: String, _ value: JSONValue
    ) throws(CommandFailure) -> Value? {
        switch key {
        case "sellExpired":
            guard case .bool(let truth) = value else {
                throw .usage("credentials: \(key) must be true or false")
            }
            return .boolean(truth)
        case "sellableAreas": return try areas(value)
        case _ where objects.contains(key):
            guard case .object = value, let stored = try? Value(plain: value) else {
                throw .usage("credentials: \(key) is no JSON object")
            }
            return stored
        default: return try text(key, value).map { .string($0) }
        }
    }

    private static func areas(_ value: JSONValue) throws(CommandFailure) -> Value {
        guard case .array(let elements) = value, !elements.isEmpty,
            elements.count <= CommandLineLimits.sellableAreasMax
        else {
            throw .usage(
                "credentials: sellableAreas is no list of area types",
                remedy: #"write ["Retail", "Vault"], or null for the default"#)
        }
        var names: [Value] = []
        for element in elements {
            guard case .string = element, let name = try text("sellableAreas", element) else {
                throw .usage("credentials: sellableAreas has an entry that is no text")
            }
            names.append(.string(name))
        }
        return .array(names)
    }

    private static func text(
        _ key: String, _ value: JSONValue
    ) throws(CommandFailure) -> String? {
        let text: String
        switch value {
        case .string(let string): text = string
        case .number(let digits) where digits.utf8.allSatisfy { 0x30...0x39 ~= $0 }:
            text = digits
        case .null, .number, .bool, .array, .object:
            throw .usage("credentials: \(key) is not a text")
        }
        let bytesMax = CommandLineLimits.credentialBytesMax
        guard text.utf8.count <= bytesMax else {
            throw .usage("credentials: \(key) is longer than \(bytesMax) bytes")
        }
        if text.allSatisfy(\.isWhitespace) { return nil }
        guard let allowed = choices.first(where: { $0.key == key })?.value, !allowed.contains(text)
        else { return text }
        throw .usage("credentials: \(key) must be \(allowed.joined(separator: " or "))")
    }

    private static func unknown(_ key: String) -> CommandFailure {
        // A key is shown only if it looks like one: a misplaced value may be secret.
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
