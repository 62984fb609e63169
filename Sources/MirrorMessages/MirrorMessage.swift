import JSON
import ProtobufWire

/// A message of the RPC interface: it knows its wire form and its JSON form.
///
/// JSON uses the names of the .proto file, numbers for integers and RFC 3339 for times, and shows
/// every field but the optional ones that are absent.
public protocol MirrorMessage: WireMessage {
    /// Writes the members of the message's JSON object.
    func members(into writer: inout JSONWriter)
}

extension MirrorMessage {
    /// The message as one line of JSON.
    public var json: String {
        var writer = JSONWriter()
        writer.value(self)
        return writer.text
    }
}

/// An enum of the RPC interface.
public protocol WireEnum: RawRepresentable, Sendable where RawValue == Int32 {
    /// The value with number 0.
    init?(rawValue: Int32)
    /// The name in the .proto file.
    var protoName: String { get }
}

extension WireEnum {
    /// A number that is not declared reads as number 0, which every enum has.
    init(wire: UInt64) {
        let zero = Self(rawValue: 0)
        guard let value = Self(rawValue: Int32(truncatingIfNeeded: wire)) ?? zero else {
            preconditionFailure("proto3 enums declare the number 0")
        }
        self = value
    }
}
