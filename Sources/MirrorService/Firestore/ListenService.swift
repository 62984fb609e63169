import Listening
import Access
import Catalog
import DocumentStore
import PointOfSale
import StatusCodes
import TTRPC

/// The bidirectional methods of google.firestore.v1.Firestore.
struct ListenService: Sendable {
    private let dispatcher: ListenDispatcher
    private let writers: WriteStreams
    private let callers: DocumentCallers

    /// Observes the commits of `store` from now on. REQUIRES: the catalog is registered first.
    init(
        store: DocumentStore, catalog: Catalog, callers: DocumentCallers,
        providers: [POSProvider], limits: ServingLimits = ServingLimits(),
        refusals: Refusals, log: ServiceLog
    ) {
        dispatcher = ListenDispatcher(
            store: store, catalog: catalog, listenersMax: limits.listeners,
            perUserMax: limits.listenersPerUser, onRefusal: refusals.note,
            log: { log.write($0) })
        writers = WriteStreams(
            DocumentCommitter(store: store, providers: providers, log: { log.info($0) }))
        self.callers = callers
        store.register(dispatcher)
    }

    /// Number of open Listen streams.
    var listenerCount: Int { dispatcher.count }

    /// Stops all work and releases the store. REQUIRES: no stream is open.
    func stop() {
        dispatcher.stop()
        writers.stop()
    }

    /// Answers Listen.
    var listen: RPCHandler {
        .push { context, payload, stream throws(Status) in
            let listener = try dispatcher.open(stream, callers.caller(context))
            serve(stream, payload, listener.received)
            stream.onEnd {
                listener.streamEnded()
                stream.close()
            }
            stream.onClose { _ in listener.streamEnded() }
        }
    }

    /// Answers Write.
    var write: RPCHandler {
        .push { context, payload, stream throws(Status) in
            let caller = callers.caller(context)
            try requireWriter(caller)
            let writer = writers.open(stream, caller)
            serve(stream, payload, writer.received)
            stream.onEnd(writer.receivedEnd)
        }
    }

    /// The payload of the request, if any, is the first message.
    private func serve(
        _ stream: ServerStream, _ payload: UnsafeRawBufferPointer,
        _ received: @escaping @Sendable ([UInt8]) -> Void
    ) {
        if !payload.isEmpty { received([UInt8](payload)) }
        stream.onMessage(received)
    }
}
