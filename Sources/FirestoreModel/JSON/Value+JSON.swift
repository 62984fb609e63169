import JSON
import TextForms

/// Values in the REST form: an object with one member that names the kind.
extension Value {
    /// Takes `{"integerValue":"5"}` and its siblings. Integers may be strings or numbers.
    public init(json: JSONValue) throws(DocumentJSONError) {
        guard case .object(let members) = json, members.count == 1,
            let member = members.first
        else { throw .unexpected("a value must be an object with one member") }
        let content = member.value
        switch (member.key, content) {
        case ("nullValue", .null), ("nullValue", .string("NULL_VALUE")): self = .null
        case ("booleanValue", .bool(let truth)): self = .boolean(truth)
        case ("integerValue", .string(let text)), ("integerValue", .number(let text)):
            self = .integer(try Self.integer(text))
        case ("doubleValue", _): self = .double(try Self.double(json: content))
        case ("timestampValue", _): self = .timestamp(try Self.timestamp(json: content))
        case ("stringValue", .string(let text)): self = .string(text)
        case ("referenceValue", .string(let text)): self = .reference(text)
        case ("bytesValue", .string(let text)):
            guard let bytes = Base64.decode(text) else { throw .unexpected("malformed base64") }
            self = .bytes(bytes)
        case ("geoPointValue", .object): self = try Self.geoPoint(json: content)
        case ("arrayValue", .object): self = .array(try Self.array(json: content))
        case ("mapValue", .object): self = .map(try Fields(json: content["fields"] ?? .object([])))
        default: throw .unexpected("unknown kind of value or wrong content")
        }
    }

    static func timestamp(json: JSONValue) throws(DocumentJSONError) -> Timestamp {
        guard case .string(let text) = json, let instant = Timestamp(rfc3339: text) else {
            throw .unexpected("a timestamp must be an RFC 3339 string")
        }
        return instant
    }

    private static func integer(_ text: String) throws(DocumentJSONError) -> Int64 {
        guard text.utf8.first != 0x2B, let number = Int64(text) else {
            throw .unexpected("an integer must be a decimal within 64 bits")
        }
        return number
    }

    private static func double(json: JSONValue) throws(DocumentJSONError) -> Double {
        switch json {
        case .string("NaN"): return .nan
        case .string("Infinity"): return .infinity
        case .string("-Infinity"): return -.infinity
        case .number(let text):
            guard let number = Double(text), number.isFinite else {
                throw .unexpected("a double is out of range")
            }
            return number
        default: throw .unexpected("a double must be a number, NaN, Infinity or -Infinity")
        }
    }

    private static func geoPoint(json: JSONValue) throws(DocumentJSONError) -> Value {
        .geoPoint(
            latitude: try double(json: json.member("latitude") ?? .number("0")),
            longitude: try double(json: json.member("longitude") ?? .number("0")))
    }

    private static func array(json: JSONValue) throws(DocumentJSONError) -> [Value] {
        switch json.member("values") {
        case nil: return []
        case .array(let elements):
            var values: [Value] = []
            values.reserveCapacity(elements.count)
            for element in elements { values.append(try Value(json: element)) }
            return values
        default: throw .unexpected("values must be an array")
        }
    }

    /// The value as JSON text.
    public var json: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }
}

extension JSONWriter {
    /// A value in the REST form; kinds that are never stored become null.
    public mutating func value(_ value: Value) {
        switch value {
        case .null, .unsupported: kind("nullValue") { $0.null() }
        case .boolean(let truth): kind("booleanValue") { $0.value(truth) }
        case .integer(let number): kind("integerValue") { $0.value("\(number)") }
        case .double(let number): kind("doubleValue") { $0.double(number) }
        case .timestamp(let instant): kind("timestampValue") { $0.value(instant.rfc3339) }
        case .string(let text): kind("stringValue") { $0.value(text) }
        case .bytes(let bytes): kind("bytesValue") { $0.value(Base64.encode(bytes)) }
        case .reference(let name): kind("referenceValue") { $0.value(name) }
        case .geoPoint(let latitude, let longitude):
            kind("geoPointValue") { writer in
                writer.object { point in
                    point.key("latitude")
                    point.double(latitude)
                    point.key("longitude")
                    point.double(longitude)
                }
            }
        case .array(let values):
            kind("arrayValue") { writer in
                writer.object { $0.array("values", values) { $0.value($1) } }
            }
        case .map(let fields):
            kind("mapValue") { writer in
                writer.object { map in
                    map.key("fields")
                    map.fields(fields)
                }
            }
        }
    }

    private mutating func kind(_ name: String, _ body: (inout JSONWriter) -> Void) {
        object { writer in
            writer.key(name)
            body(&writer)
        }
    }

    private mutating func double(_ number: Double) {
        if number.isFinite {
            // The shortest text that parses to the same double; -0.0 keeps its sign.
            self.number("\(number)")
        } else {
            value(Self.name(ofNonFinite: number))
        }
    }
}
