import ProtobufWire
import StatusCodes

// What the document model refuses, as the caller is told.
extension Status {
    /// A message that is no protobuf, or not the one it should be.
    public init(_ error: WireError) {
        self.init(.invalidArgument, "malformed message: \(error)")
    }

    /// A text that is no JSON document.
    public init(_ error: DocumentJSONError) {
        self.init(.invalidArgument, error.message)
    }
}
