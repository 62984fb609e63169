import DocumentStore
import FirestoreModel
import ProtobufWire

extension FirestoreModel.StoredDocument {
    /// Decodes a stored document.
    package init(_ raw: RawDocument) throws(WireError) {
        self.init(
            fields: try Fields(mapValueBytes: raw.fields),
            createTime: Timestamp(microseconds: raw.createTime),
            updateTime: Timestamp(microseconds: raw.updateTime))
    }
}
