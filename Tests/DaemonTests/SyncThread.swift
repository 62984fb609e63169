import LinuxSystem
import MirrorClient
import MirrorMessages

/// A sync that runs on a connection and thread of its own.
final class SyncThread {
    private let thread: SystemThread
    private let result: Monitor<Outcome?>

    private enum Outcome {
        case reply(SyncReply)
        case error(MirrorClientError)
    }

    init(_ daemon: TestDaemon, _ kind: MirrorClient.SyncKind) throws {
        let client = try daemon.connect()
        let result = Monitor<Outcome?>(nil)
        self.result = result
        thread = SystemThread(name: "test-sync") {
            let outcome: Outcome
            do throws(MirrorClientError) {
                outcome = .reply(try client.sync(kind, orgID: TestDaemon.org))
            } catch {
                outcome = .error(error)
            }
            client.close()
            result.update { $0 = outcome }
        }
    }

    /// Waits for the reply; nil if the call failed.
    func reply() -> SyncReply? {
        thread.join()
        if case .reply(let reply)? = result.withLock({ $0 }) { return reply }
        return nil
    }

    /// Waits for the error; nil if the call succeeded.
    func error() -> MirrorClientError? {
        thread.join()
        if case .error(let error)? = result.withLock({ $0 }) { return error }
        return nil
    }
}
