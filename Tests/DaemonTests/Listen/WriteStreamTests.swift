import FirestoreModel
import LinuxSystem
import MirrorMessages
import StatusCodes
import TTRPC
import Testing

/// The Write stream over the daemon's socket.
@Suite struct WriteStreamTests {
    /// A stream past its first message.
    private final class Writer {
        let tree: FirestoreTree
        let connection: RPCClient
        let stream: ClientStream
        var token: [UInt8] = []

        init(
            _ daemon: TestDaemon, _ tree: FirestoreTree,
            metadata: [(key: String, value: String)] = []
        ) throws {
            self.tree = tree
            connection = RPCClient(
                try Socket.connect(unixPath: daemon.socket), name: daemon.socket)
            stream = try connection.stream(
                FirestoreTree.service, "Write", timeout: .seconds(60), metadata: metadata)
        }

        func begin() throws -> WriteResponse {
            var request = WriteRequest()
            request.database = tree.database.name
            try stream.send(request.wireBytes)
            return try answer()
        }

        func send(_ writes: [Write]) throws {
            var request = WriteRequest()
            request.writes = writes.map(\.wireBytes)
            request.streamToken = token
            try stream.send(request.wireBytes)
        }

        func answer() throws -> WriteResponse {
            let response = try WriteResponse(
                wireBytes: try #require(try stream.next(), "the stream ended"))
            token = response.streamToken
            return response
        }
    }

    private func withWriter(_ body: (FirestoreTree, Writer) throws -> Void) throws {
        try withDaemon(products: 5) { daemon in
            let tree = try FirestoreTree(daemon.client)
            let writer = try Writer(daemon, tree)
            defer { writer.connection.close() }
            try body(tree, writer)
        }
    }

    /// The stream ends with the reason; what it wrote before stays.
    @Test func aRuleThatCannotBeReadEndsTheStreamByTheFieldsName() throws {
        try withDaemon { daemon in
            let tree = try FirestoreTree(daemon.client, database: "(default)")
            let writer = try Writer(daemon, tree)
            defer { writer.connection.close() }
            _ = try writer.begin()
            let rule = "tenants/acme/discounts/mine"
            try writer.send([tree.update(rule, ["discountType": "percent", "discountValue": 5])])
            _ = try writer.answer()
            try writer.send([tree.update(rule, ["discountType": "percent", "discountValue": "5%"])])
            do {
                _ = try writer.answer()
                Issue.record("the rule was accepted")
            } catch let error as Status {
                #expect(error.code == .invalidArgument)
                #expect(error.message.contains("discountValue:"))
            }
            #expect(try tree.fields(rule)?["discountValue"] == 5)
        }
    }

    @Test func messagesAreCommitsInOrder() throws {
        try withWriter { tree, writer in
            let hello = try writer.begin()
            #expect(!hello.streamId.isEmpty)
            #expect(!hello.streamToken.isEmpty)
            #expect(hello.writeResults.isEmpty && hello.commitTime == nil)
            // All at once: answers come one for each, in order.
            let increment = FieldTransform(fieldPath: "n", kind: .increment(1))
            for _ in 0..<20 {
                try writer.send([tree.update("c/a", [:], mask: [], transforms: [increment])])
            }
            var last = hello
            for number in 1...20 {
                let answer = try writer.answer()
                #expect(answer.streamId.isEmpty)
                #expect(answer.streamToken != last.streamToken)
                let result = try WriteResult(wireBytes: try #require(answer.writeResults.first))
                #expect(result.transformResults == [.integer(Int64(number))])
                let time = Timestamp(try #require(answer.commitTime))
                #expect(result.updateTime == time)
                last = answer
            }
            #expect(try tree.fields("c/a") == ["n": 20])
        }
    }

    @Test func aFailedCommitAppliesNothingAndEndsTheStream() throws {
        try withWriter { tree, writer in
            _ = try writer.begin()
            try writer.send([
                tree.update("c/a", ["n": 1]), tree.update("c/b", ["n": 1], if: .exists(true)),
            ])
            #expect { _ = try writer.answer() } throws: {
                ($0 as? Status)?.code == .notFound
            }
            #expect(try tree.fields("c/a") == nil)
        }
    }

    @Test func theFirstMessageHasNoWrites() throws {
        try withWriter { tree, writer in
            var request = WriteRequest()
            request.database = tree.database.name
            request.writes = [tree.update("c/a", [:]).wireBytes]
            try writer.stream.send(request.wireBytes)
            #expect { _ = try writer.answer() } throws: {
                ($0 as? Status)?.code == .invalidArgument
            }
        }
    }

    @Test func aTokenThatWasNeverGivenEndsTheStream() throws {
        try withWriter { tree, writer in
            _ = try writer.begin()
            writer.token = [1, 2, 3]
            try writer.send([tree.update("c/a", [:])])
            #expect { _ = try writer.answer() } throws: {
                ($0 as? Status)?.code == .invalidArgument
            }
        }
    }

    @Test func onlyAdminsWrite() throws {
        try withDaemon(products: 5) { daemon in
            let tree = try FirestoreTree(daemon.client)
            let writer = try Writer(
                daemon, tree, metadata: [(key: "session", value: "somebody")])
            defer { writer.connection.close() }
            #expect { _ = try writer.begin() } throws: {
                ($0 as? Status)?.code == .permissionDenied
            }
        }
    }
}
