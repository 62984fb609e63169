import FirestoreModel
import LinuxSystem
import MirrorClient
import MirrorMessages
import StatusCodes
import TTRPC
import Testing

/// The ways to hand the mirror's own tree any write.
enum WritePath: CaseIterable {
    case commit, transaction, batchWrite, stream

    /// What the audit trail calls it.
    var method: String {
        switch self {
        case .commit, .transaction: "Commit"
        case .batchWrite: "BatchWrite"
        case .stream: "Write"
        }
    }
}

extension TestDaemon {
    static let database = "projects/posmirror/databases/(default)"

    static func name(_ path: ResourcePath) -> String { "\(database)/documents/\(path)" }

    /// Sends one write; the error that it is answered with, nil where it is stored.
    func send(
        _ write: Write, by path: WritePath, metadata: [(key: String, value: String)] = []
    ) throws -> Status? {
        do {
            let client = try connect(metadata: metadata.map { ($0.key, $0.value) })
            switch path {
            case .commit: try commit(write, client, transaction: [])
            case .transaction:
                var begin = BeginTransactionRequest()
                begin.database = Self.database
                let begun: BeginTransactionResponse = try client.call(
                    FirestoreCall.beginTransaction, begin)
                try commit(write, client, transaction: begun.transaction)
            case .batchWrite: return try batchWrite(write, client)
            case .stream: try stream(write, metadata)
            }
            return nil
        } catch let error as MirrorClientError {
            return Status(error.code, error.message)
        } catch let error as Status {
            return error
        }
    }

    private func commit(_ write: Write, _ client: MirrorClient, transaction: [UInt8]) throws {
        var request = CommitRequest()
        request.database = Self.database
        request.writes = [write.wireBytes]
        request.transaction = transaction
        let _: CommitResponse = try client.call(FirestoreCall.commit, request)
    }

    private func batchWrite(_ write: Write, _ client: MirrorClient) throws -> Status? {
        var request = BatchWriteRequest()
        request.database = Self.database
        request.writes = [write.wireBytes]
        let reply: BatchWriteResponse = try client.call(
            FirestoreCall.batchWrite, request)
        let status = try #require(reply.status.first)
        let code = try #require(StatusCode(rawValue: status.code))
        return code == .ok ? nil : Status(code, status.message)
    }

    private func stream(_ write: Write, _ metadata: [(key: String, value: String)]) throws {
        let connection = RPCClient(try Socket.connect(unixPath: socket), name: socket)
        defer { connection.close() }
        let method = FirestoreCall.write
        let stream = try connection.stream(
            method.service, method.method, timeout: .seconds(60), metadata: metadata)
        var request = WriteRequest()
        request.database = Self.database
        try stream.send(request.wireBytes)
        _ = try stream.next()
        request = WriteRequest()
        request.writes = [write.wireBytes]
        try stream.send(request.wireBytes)
        _ = try #require(try stream.next(), "the stream ended")
    }
}
