/// A stored document without its name.
public struct StoredDocument: Equatable, Sendable {
    public var fields: Fields
    /// Creation time; kept by updates, new after delete and create.
    public var createTime: Timestamp
    /// The commit that last changed it.
    public var updateTime: Timestamp

    public init(fields: Fields, createTime: Timestamp, updateTime: Timestamp) {
        self.fields = fields
        self.createTime = createTime
        self.updateTime = updateTime
    }

    /// The document as the API returns it.
    public func document(named name: String) -> Document {
        Document(name: name, fields: fields, createTime: createTime, updateTime: updateTime)
    }
}
