import HTTP2
import StatusCodes
import TextForms

/// How the end of a call is written as header fields.
public enum GRPCStatusFields {
    /// The fields behind the last message.
    ///
    /// - Parameter details: an encoded google.rpc.Status, for `grpc-status-details-bin`; dropped
    ///   where it is larger than ``GRPCLimits/detailBytesMax``.
    public static func trailers(_ status: Status, details: [UInt8] = []) -> FieldBlock {
        var fields = FieldBlock()
        append(status, details, to: &fields)
        return fields
    }

    /// The only fields of a call that fails before its first message.
    public static func trailersOnly(_ status: Status, details: [UInt8] = []) -> FieldBlock {
        var fields = FieldBlock([(":status", "200"), ("content-type", "application/grpc")])
        append(status, details, to: &fields)
        return fields
    }

    private static func append(
        _ status: Status, _ details: [UInt8], to fields: inout FieldBlock
    ) {
        fields.append("grpc-status", "\(status.code.rawValue)")
        let message = status.message.prefix(utf8: GRPCLimits.statusTextBytesMax)
        if !message.isEmpty { fields.append("grpc-message", encode(String(message))) }
        let encoded = GRPCMetadata.encode(details)
        guard !details.isEmpty, encoded.utf8.count <= GRPCLimits.detailBytesMax else { return }
        fields.append("grpc-status-details-bin", encoded)
    }

    /// `grpc-message`: printable ASCII but for `%` as it is, every other byte in hexadecimal.
    static func encode(_ message: String) -> String {
        PercentEncoding.encode(message) { $0 >= 0x20 && $0 <= 0x7E && $0 != UInt8(ascii: "%") }
    }
}
