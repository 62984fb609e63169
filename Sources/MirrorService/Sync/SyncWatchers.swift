import Access
import MirrorMessages
import StatusCodes
import Sync
import Synchronization
import TTRPC

/// The streams of WatchSync. A watcher that does not keep up is closed; sends never block.
final class SyncWatchers: Sendable {
    private struct Watcher {
        let stream: ServerStream
        let org: String
        let visible: TenantVisibility
    }

    private let watchers = Mutex<[Watcher]>([])

    /// Adds a stream for `org`, or if empty for every tenant that its caller may see.
    func add(_ stream: ServerStream, org: String, _ visible: TenantVisibility) {
        watchers.withLock { watchers in
            // Without syncs nothing else notices those that are gone.
            watchers.removeAll(where: \.stream.isClosed)
            watchers.append(Watcher(stream: stream, org: org, visible: visible))
        }
    }

    /// Sends a step to all watchers of its tenant.
    func send(_ progress: SyncProgress) {
        var event = SyncEvent()
        event.orgId = progress.org
        event.kind = progress.kind.rawValue
        event.part = progress.part.rawValue
        event.elapsedMs = progress.elapsedMs
        event.remainingMs = progress.remainingMs
        event.phase = progress.phase.rawValue
        event.done = Int64(progress.done)
        event.total = Int64(progress.total)
        event.unit = progress.unit
        event.running = progress.running.map(\.rawValue)
        event.ended = progress.ended.map { SyncPartReply($0) }
        event.reply = progress.report.map { SyncReply($0) }
        assert(
            (progress.phase == .finished) == (progress.report != nil),
            "the last step has the report, and no other")
        let bytes = event.wireBytes
        watchers.withLock { watchers in
            watchers.removeAll { watcher in
                guard watcher.org.isEmpty || watcher.org == progress.org,
                    watcher.visible.includes(progress.org)
                else {
                    return watcher.stream.isClosed
                }
                if watcher.stream.trySend(bytes) { return false }
                watcher.stream.close(
                    Status(.resourceExhausted, "the watcher does not read its events"))
                return true
            }
        }
    }
}
