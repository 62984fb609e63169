/// Documents in the REST form of the Firestore API
/// (https://firebase.google.com/docs/firestore/reference/rest/v1/Value).
extension Document {
    /// Parses `{"name":…,"fields":{…},"createTime":…,"updateTime":…}`; every member may be
    /// missing, unknown ones are refused.
    public init(json text: [UInt8]) throws(JSONError) {
        try self.init(json: try JSONParser.parse(text))
    }

    /// Takes a parsed document.
    public init(json: JSONValue) throws(JSONError) {
        guard case .object(let members) = json else {
            throw .unexpected("a document must be an object")
        }
        self.init()
        for (key, value) in members {
            switch key {
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
    public init(json: JSONValue) throws(JSONError) {
        guard case .object(let members) = json else {
            throw .unexpected("fields must be an object")
        }
        self.init()
        for (key, value) in members { appendUnordered(key, try Value(json: value)) }
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
        raw("{")
        key("name")
        string(document.name)
        raw(",")
        key("fields")
        fields(document.fields)
        if let time = document.createTime {
            raw(",")
            key("createTime")
            string(time.rfc3339)
        }
        if let time = document.updateTime {
            raw(",")
            key("updateTime")
            string(time.rfc3339)
        }
        raw("}")
    }

    /// An object of fields in the REST form.
    public mutating func fields(_ fields: Fields) {
        list("{", fields, "}") { writer, field in
            writer.key(field.key)
            writer.value(field.value)
        }
    }
}
