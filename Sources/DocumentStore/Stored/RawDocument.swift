/// A document as stored. Times are microseconds since 1970.
public struct RawDocument: Equatable, Sendable {
    public var createTime: Int64
    public var updateTime: Int64
    /// google.firestore.v1 MapValue bytes.
    public var fields: [UInt8]

    public init(createTime: Int64, updateTime: Int64, fields: [UInt8]) {
        self.createTime = createTime
        self.updateTime = updateTime
        self.fields = fields
    }
}

/// A document in the store's own memory, valid only inside the call that hands it out.
public struct DocumentView {
    /// Microseconds since 1970.
    public let createTime: Int64
    /// Microseconds since 1970.
    public let updateTime: Int64
    /// google.firestore.v1 MapValue bytes.
    public let fields: UnsafeRawBufferPointer

    /// A copy that may be kept.
    public func copy() -> RawDocument {
        RawDocument(createTime: createTime, updateTime: updateTime, fields: [UInt8](fields))
    }
}
