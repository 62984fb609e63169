import JSON

/// Documents in the REST form of the Firestore API
/// (https://firebase.google.com/docs/firestore/reference/rest/v1/Value).
extension Document {
    /// Parses `{"name":…,"fields":{…},"createTime":…,"updateTime":…}`; every member may be
    /// missing, unknown ones are refused.
    public init(json text: [UInt8]) throws(DocumentJSONError) {
        try self.init(json: try JSONValue(document: text))
    }

    /// Takes a parsed document.
    public init(json: JSONValue) throws(DocumentJSONError) {
        guard case .object(let members) = json else {
            throw .unexpected("a document must be an object")
        }
        self.init()
        for member in members {
            let value = member.value
            switch member.key {
            case "name":
                guard case .string(let text) = value else {
                    throw .unexpected("name must be a string")
                }
                name = text
            case "fields": fields = try Fields(json: value)
            case "createTime": createTime = try Value.timestamp(json: value)
            case "updateTime": updateTime = try Value.timestamp(json: value)
            default: throw .unexpected("unknown member of a document")
            }
        }
    }

    /// The document as JSON text, fields in order.
    public var json: [UInt8] {
        var writer = JSONWriter()
        writer.document(self)
        return writer.bytes
    }
}

extension Fields {
    /// Takes the object `fields` of the REST form.
    public init(json: JSONValue) throws(DocumentJSONError) {
        guard case .object(let members) = json else {
            throw .unexpected("fields must be an object")
        }
        self.init()
        for member in members { appendUnordered(member.key, try Value(json: member.value)) }
        restoreOrder()
    }

    /// The object `fields` of the REST form as JSON text.
    public var json: [UInt8] {
        var writer = JSONWriter()
        writer.fields(self)
        return writer.bytes
    }
}

extension JSONWriter {
    /// A document in the REST form.
    public mutating func document(_ document: Document) {
        object { writer in
            writer.member("name", document.name)
            writer.key("fields")
            writer.fields(document.fields)
            if let time = document.createTime { writer.member("createTime", time.rfc3339) }
            if let time = document.updateTime { writer.member("updateTime", time.rfc3339) }
        }
    }

    /// An object of fields in the REST form.
    public mutating func fields(_ fields: Fields) {
        object { writer in
            for field in fields {
                writer.key(field.key)
                writer.value(field.value)
            }
        }
    }
}
