import FirestoreModel
import MirrorMessages
import ProtobufWire

extension FuzzTarget {
    /// Messages as they come over the socket: what can be decoded is encoded to bytes that decode
    /// to the same, and those bytes stay as they are.
    static let messageTargets = [
        FuzzTarget("protobuf") { bytes in
            guard let first = bytes.first else { return nil }
            let rest = Array(bytes.dropFirst())
            return kinds[Int(first) % kinds.count](rest)
        }
    ]

    private static let kinds: [@Sendable ([UInt8]) -> String?] = [
        { roundTrip($0, as: Document.self) }, { roundTrip($0, as: Write.self) },
        { roundTrip($0, as: StructuredQuery.self) }, { roundTrip($0, as: TargetRequest.self) },
        { roundTrip($0, as: ListenEvent.self) }, { roundTrip($0, as: QueryMenuRequest.self) },
        { roundTrip($0, as: MenuItem.self) }, { roundTrip($0, as: MenuChunk.self) },
        { roundTrip($0, as: SubmitOrderRequest.self) }, { roundTrip($0, as: SyncReply.self) },
        { roundTrip($0, as: CommitRequest.self) }, { roundTrip($0, as: ListenRequest.self) },
        { roundTrip($0, as: RunQueryRequest.self) }, { roundTrip($0, as: Precondition.self) },
        { roundTrip($0, as: TransactionOptions.self) },
        { roundTrip($0, as: StructuredAggregationQuery.self) },
        { roundTrip($0, as: ExplainPriceReply.self) },
        { roundTrip($0, as: IngestEventRequest.self) },
    ]

    static func roundTrip<Message: WireMessage>(
        _ bytes: [UInt8], as type: Message.Type
    ) -> String? {
        guard let message = try? Message(wireBytes: bytes) else { return nil }
        let encoded = message.wireBytes
        guard let again = try? Message(wireBytes: encoded) else {
            return "\(type): what it encodes cannot be decoded"
        }
        // Compared as bytes: a message with NaN equals nothing.
        if again.wireBytes != encoded { return "\(type): decoded and encoded again, it is another" }
        // A repeated field that is packed may grow, by its tags at most.
        if encoded.count > 16 * bytes.count + 64 { return "\(type): grew to \(encoded.count)" }
        return nil
    }
}
