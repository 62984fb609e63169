import FirestoreModel
import LinuxSystem
import MirrorMessages
import StatusCodes
import TTRPC

/// A listener to all cells that comes back with its token after every start.
final class ListenProbe {
    private let view = Guarded(ListenView())
    private var thread: SystemThread?
    private var connection: RPCClient?

    var faults: [String] { view.value.faults }

    /// Listens on a thread of its own until the connection ends.
    func start(_ scene: Scene) {
        // Where nobody answers, there is nothing to hear.
        guard let (connection, stream) = try? open(scene) else { return }
        self.connection = connection
        thread = SystemThread(name: "torture-listen") { [view] in
            while let bytes = try? stream.next() {
                guard let event = try? ListenEvent(wireBytes: bytes) else { return }
                view.change { _ = $0.receive(event) }
            }
        }
    }

    func stop() {
        connection?.close()
        thread?.join()
        thread = nil
        connection = nil
    }

    /// Comes back and reads on to the first snapshot; what is shown then, by document id.
    func resumed(_ scene: Scene) throws -> [String: Document] {
        let (connection, stream) = try open(scene)
        defer { connection.close() }
        while let bytes = try stream.next() {
            let event = try ListenEvent(wireBytes: bytes)
            var isSnapshot = false
            view.change { isSnapshot = $0.receive(event) }
            if isSnapshot { return view.value.shown }
        }
        throw Status(.unavailable, "the stream ended before its first snapshot")
    }

    private func open(_ scene: Scene) throws -> (RPCClient, ClientStream) {
        let connection = RPCClient(
            try Socket.connect(unixPath: scene.socket), name: scene.socket)
        let call = FirestoreCall.listen
        let stream = try connection.stream(
            call.service, call.method, timeout: .seconds(TortureLimits.callSeconds), metadata: [])
        let database = try DatabaseName(project: "posmirror", database: Scene.database)
        var target = TargetRequest(
            .query(parent: database.documentsRoot, StructuredQuery(collection: "cells")),
            targetId: 1)
        let token = view.value.token
        if !token.isEmpty { target.resumption = .token(token) }
        view.change { $0.reconnect() }
        var request = ListenRequest()
        request.database = database.name
        request.addTarget = target.wireBytes
        try stream.send(request.wireBytes)
        return (connection, stream)
    }
}
