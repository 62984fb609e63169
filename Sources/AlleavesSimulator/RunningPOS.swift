import LinuxSystem

/// A simulated POS that serves 127.0.0.1 until ``stop()``, even without references to it. Any
/// thread may call any method while requests are served; a response in progress keeps the state in
/// which it began.
///
/// A path pattern is a path without `/api` and query, such as `/inventory/search`, or a prefix
/// followed by `*`.
public final class RunningPOS: Sendable {
    public let port: UInt16
    /// The base URL for clients: `http://127.0.0.1:PORT/api`.
    public var baseURL: String { "http://127.0.0.1:\(port)/api" }

    /// The account that changes and expectations refer to, see ``account(_:)``.
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

    /// This POS, with changes, expectations and refused logins that refer to one of its accounts.
    /// Faults, counts and connections are shared.
    ///
    /// - Parameter number: from 1, as in `user1`. REQUIRES: the account exists.
    public func account(_ number: Int) -> RunningPOS {
        RunningPOS(self, companies.services[number - 1])
    }

    /// Stops accepting, closes all connections, releases gates, and waits for all threads.
    /// Idempotent.
    public func stop() {
        guard journal.stop() else { return }
        listener.shutdown()
        connections.stop()
        acceptThread.join()
    }

    /// Closes all connections, like a restart of the server or a network failure.
    public func cutConnections() { connections.cutAll() }

    private static func acceptAll(
        _ listener: ListeningSocket, _ connections: ConnectionTable, _ exchange: Exchange
    ) {
        while !connections.isStopping && !exchange.journal.isStopped {
            do throws(SystemError) {
                guard let descriptor = try listener.acceptWaiting() else { continue }
                serve(descriptor, connections, exchange)
            } catch {
                // Out of descriptors until some connection ends.
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
            // The client may have left.
            _ = try? descriptor.sendAll(head)
            return
        }
        SystemThread(name: "pos-connection", stackBytes: 512 * 1024) {
            HTTPConnection(descriptor: descriptor, exchange: exchange).run()
            connections.remove(key)
        }.detach()
    }
}
