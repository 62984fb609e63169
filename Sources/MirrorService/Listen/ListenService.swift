import Catalog
import DocumentStore
import TTRPC

/// The bidirectional methods of google.firestore.v1.Firestore.
struct ListenService: Sendable {
    private let dispatcher: ListenDispatcher
    private let writers: WriteStreams
    private let access: Access

    /// Follows the commits of `store` from now on, behind the catalog.
    init(store: DocumentStore, catalog: Catalog, access: Access, log: ServiceLog) {
        dispatcher = ListenDispatcher(store: store, catalog: catalog, log: log)
        writers = WriteStreams(DocumentCommitter(store: store))
        self.access = access
        store.register(dispatcher)
    }

    /// Listen streams that are open.
    var listenerCount: Int { dispatcher.count }

    /// Ends all work and lets go of the store. To be called when no stream is open any more.
    func stop() {
        dispatcher.stop()
        writers.stop()
    }

    var methods: [RPCMethod] {
        [
            RPCMethod(
                FirestoreService.name, "Listen",
                .push { context, payload, stream throws(RPCError) in
                    let listener = try dispatcher.open(stream, access.role(context))
                    serve(stream, payload, listener.received)
                    stream.onEnd {
                        listener.left()
                        stream.close()
                    }
                    stream.onClose { _ in listener.left() }
                }),
            RPCMethod(
                FirestoreService.name, "Write",
                .push { context, payload, stream throws(RPCError) in
                    try requireWriter(access.role(context))
                    let writer = writers.open(stream)
                    serve(stream, payload, writer.received)
                    stream.onEnd(writer.receivedEnd)
                }),
        ]
    }

    /// A request with a payload is the first message already.
    private func serve(
        _ stream: ServerStream, _ payload: UnsafeRawBufferPointer,
        _ received: @escaping @Sendable ([UInt8]) -> Void
    ) {
        if !payload.isEmpty { received([UInt8](payload)) }
        stream.onMessage(received)
    }
}
