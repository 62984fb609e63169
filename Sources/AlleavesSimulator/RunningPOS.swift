import LinuxSystem

/// A simulated POS that answers on 127.0.0.1 until ``stop()``, also when nobody refers to it any
/// more. All methods may be called from any thread while requests are served; a response in
/// flight keeps the state it began with.
///
/// Path patterns are paths without `/api` and query, such as `/inventory/search`; a `*` at the end
/// stands for any rest.
public final class RunningPOS: Sendable {
    public let port: UInt16
    /// What a client is configured with: `http://127.0.0.1:PORT/api`.
    public var baseURL: String { "http://127.0.0.1:\(port)/api" }

    /// What changes and expectations are about, see ``account(_:)``.
    let service: POSService
    let faults: FaultPlan
    let journal: RequestJournal
    private let companies: POSCompanies
    private let listener: ListeningSocket
    private let connections: ConnectionTable
    private let acceptThread: SystemThread

    init(_ options: SimulatorOptions) throws(SimulatorError) {
        companies = try POSCompanies(options)
        service = companies.services[0]
        journal = RequestJournal()
        connections = ConnectionTable()
        faults = FaultPlan(options)
        do throws(SystemError) {
            listener = try ListeningSocket(
                loopbackPort: options.port, backlog: SimulatorLimits.listenBacklog)
        } catch {
            throw .socket(error)
        }
        port = listener.port
        let exchange = Exchange(
            companies: companies, faults: faults, journal: journal, log: options.log)
        acceptThread = SystemThread(name: "pos-accept") { [listener, connections] in
            Self.acceptAll(listener, connections, exchange)
        }
    }

    private init(_ pos: RunningPOS, _ service: POSService) {
        self.service = service
        port = pos.port
        (faults, journal, companies) = (pos.faults, pos.journal, pos.companies)
        (listener, connections) = (pos.listener, pos.connections)
        acceptThread = pos.acceptThread
    }

    /// The same POS, of which changes, expectations and refused logins are those of one of its
    /// accounts; faults, counts and connections are of all.
    ///
    /// - Parameter number: from 1, as in `user1`; this is the first's. REQUIRES: there is one.
    public func account(_ number: Int) -> RunningPOS {
        RunningPOS(self, companies.services[number - 1])
    }

    /// Refuses new connections, ends those that are open, releases gates, and returns when all
    /// threads are done. A second call does nothing.
    public func stop() {
        guard journal.stop() else { return }
        listener.shutdown()
        connections.stop()
        acceptThread.join()
    }

    /// Cuts every open connection, as a restarting server or a broken network would.
    public func cutConnections() { connections.cutAll() }

    private static func acceptAll(
        _ listener: ListeningSocket, _ connections: ConnectionTable, _ exchange: Exchange
    ) {
        while !connections.isStopping && !exchange.journal.isStopped {
            do throws(SystemError) {
                guard let descriptor = try listener.acceptWaiting() else { continue }
                serve(descriptor, connections, exchange)
            } catch {
                // Out of descriptors: some will be free when connections end.
                exchange.journal.pause(milliseconds: 10)
            }
        }
    }

    private static func serve(
        _ descriptor: FileDescriptor, _ connections: ConnectionTable, _ exchange: Exchange
    ) {
        guard let key = connections.add(descriptor) else {
            let full = HTTPResponse.failure(503, "too many connections")
            let head = full.head(isChunked: false, length: 0, keepsAlive: false)
            // A client that has gone needs no answer.
            _ = try? descriptor.sendAll(head)
            return
        }
        SystemThread(name: "pos-connection", stackBytes: 512 * 1024) {
            HTTPConnection(descriptor: descriptor, exchange: exchange).run()
            connections.remove(key)
        }.detach()
    }
}
