/// Values in the REST form: an object with one member that names the kind.
extension Value {
    /// Takes `{"integerValue":"5"}` and its siblings. Integers may be strings or numbers.
    public init(json: JSONValue) throws(JSONError) {
        guard case .object(let members) = json, members.count == 1,
            let (kind, content) = members.first
        else { throw .unexpected("a value must be an object with one member") }
        switch (kind, content) {
        case ("nullValue", .null), ("nullValue", .string("NULL_VALUE")): self = .null
        case ("booleanValue", .boolean(let truth)): self = .boolean(truth)
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

    static func timestamp(json: JSONValue) throws(JSONError) -> Timestamp {
        guard case .string(let text) = json, let instant = Timestamp(rfc3339: text) else {
            throw .unexpected("a timestamp must be an RFC 3339 string")
        }
        return instant
    }

    private static func integer(_ text: String) throws(JSONError) -> Int64 {
        guard text.utf8.first != 0x2B, let number = Int64(text) else {
            throw .unexpected("an integer must be a decimal within 64 bits")
        }
        return number
    }

    private static func double(json: JSONValue) throws(JSONError) -> Double {
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

    private static func geoPoint(json: JSONValue) throws(JSONError) -> Value {
        .geoPoint(
            latitude: try double(json: json["latitude"] ?? .number("0")),
            longitude: try double(json: json["longitude"] ?? .number("0")))
    }

    private static func array(json: JSONValue) throws(JSONError) -> [Value] {
        switch json["values"] {
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
        case .null, .unsupported: raw("{\"nullValue\":null}")
        case .boolean(let truth): member("booleanValue") { $0.raw(truth ? "true" : "false") }
        case .integer(let number): member("integerValue") { $0.raw("\"\(number)\"") }
        case .double(let number): member("doubleValue") { $0.double(number) }
        case .timestamp(let instant): member("timestampValue") { $0.string(instant.rfc3339) }
        case .string(let text): member("stringValue") { $0.string(text) }
        case .bytes(let bytes): member("bytesValue") { $0.raw("\"\(Base64.encode(bytes))\"") }
        case .reference(let name): member("referenceValue") { $0.string(name) }
        case .geoPoint(let latitude, let longitude):
            member("geoPointValue") { writer in
                writer.raw("{\"latitude\":")
                writer.double(latitude)
                writer.raw(",\"longitude\":")
                writer.double(longitude)
                writer.raw("}")
            }
        case .array(let values):
            member("arrayValue") { writer in
                writer.list("{\"values\":[", values, "]}") { $0.value($1) }
            }
        case .map(let fields):
            member("mapValue") { writer in
                writer.raw("{\"fields\":")
                writer.fields(fields)
                writer.raw("}")
            }
        }
    }

    private mutating func member(_ kind: String, _ body: (inout JSONWriter) -> Void) {
        raw("{")
        key(kind)
        body(&self)
        raw("}")
    }

    private mutating func double(_ number: Double) {
        if number.isNaN {
            raw("\"NaN\"")
        } else if number.isInfinite {
            raw(number < 0 ? "\"-Infinity\"" : "\"Infinity\"")
        } else {
            // The shortest text that parses to the same double; -0.0 keeps its sign.
            raw("\(number)")
        }
    }
}
