import FirestoreModel
import JSON
import ProtobufWire

extension FuzzTarget {
    /// Field paths, names, queries and values of documents.
    static let modelTargets = [
        FuzzTarget("paths", pathFault), FuzzTarget("queries", queryFault),
        FuzzTarget("values", valueFault), FuzzTarget("documents", documentFault),
    ]

    private static func pathFault(_ bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        if let path = try? FieldPath(text) {
            guard let again = try? FieldPath(path.description) else {
                return "field path \(path.description) of \(text) cannot be parsed"
            }
            if again.segments != path.segments {
                return "field path \(text) is \(path.segments), then \(again.segments)"
            }
            if path.segments.contains("") { return "field path \(text) has an empty name" }
        }
        if let path = try? ResourcePath(text) {
            guard let again = try? ResourcePath(path.description), again == path else {
                return "resource path \(text) is another after a round trip"
            }
        }
        return nil
    }

    /// A query that is accepted can be asked, of a document with all kinds of values.
    private static func queryFault(_ bytes: [UInt8]) -> String? {
        guard let query = try? StructuredQuery(wireBytes: bytes),
            let database = try? DatabaseName(project: "p", database: "d")
        else { return nil }
        let root = database.documentsRoot
        guard (try? PreparedQuery(query, parent: root, in: database)) != nil else { return nil }
        guard let again = try? StructuredQuery(wireBytes: query.wireBytes),
            (try? PreparedQuery(again, parent: root, in: database)) != nil
        else { return "a query that was accepted is refused after a round trip" }
        return nil
    }

    /// Values have one order: what is before another is not behind it, and each equals itself.
    private static func valueFault(_ bytes: [UInt8]) -> String? {
        guard let document = try? Document(wireBytes: bytes) else { return nil }
        let some = values(document.fields).prefix(8)
        for left in some {
            if ValueOrder.compare(left, left) != 0 { return "a value is not equal to itself" }
            for right in some {
                let one = ValueOrder.compare(left, right).signum()
                let other = ValueOrder.compare(right, left).signum()
                if one != -other { return "\(left) and \(right) are in no order" }
                for third in some where one < 0 {
                    if ValueOrder.compare(right, third) < 0, ValueOrder.compare(left, third) >= 0 {
                        return "\(left), \(right), \(third) are in a circle"
                    }
                }
            }
        }
        return storedFault(document)
    }

    /// What may be stored can be exported and imported again.
    private static func storedFault(_ document: Document) -> String? {
        var document = document
        document.name = "projects/p/databases/d/documents/c/d"
        guard let database = try? DatabaseName(project: "p", database: "d"),
            (try? PreparedWrite(Write(.update(document)), in: database)) != nil
        else { return nil }
        let json = document.json
        guard let again = try? Document(json: json) else {
            return "JSON of a document cannot be read: \(String(decoding: json, as: UTF8.self))"
        }
        if again.json != json { return "the JSON of a document is another after a round trip" }
        return nil
    }

    private static func values(_ fields: Fields) -> [Value] {
        fields.keys.compactMap { fields[$0] }
    }

    private static func documentFault(_ bytes: [UInt8]) -> String? {
        guard let document = try? Document(json: bytes) else { return nil }
        guard let again = try? Document(json: document.json) else {
            return "the JSON that a document of JSON writes cannot be read"
        }
        if again.json != document.json { return "a document of JSON is another after a round trip" }
        return roundTrip(document.wireBytes, as: Document.self)
    }
}
