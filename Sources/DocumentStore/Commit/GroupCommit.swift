import Glibc
import StatusCodes
import Synchronization

/// Group commit: one log sync for all commits that wait for one.
///
/// A commit takes a ticket when its batch is in the log. The first waiter becomes the leader and
/// syncs for all tickets that existed when the sync began; the others sleep. Tickets taken during a
/// sync are covered by the next one.
// @unchecked: `synced`, `isLeading` and `failure` are guarded by `mutex`; the two pthread objects
// are thread-safe and stay at fixed addresses until deinit.
final class GroupCommit: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let written = Atomic<UInt64>(0)
    private let syncCount = Atomic<UInt64>(0)
    private let syncedSeen = Atomic<UInt64>(0)
    private var synced: UInt64 = 0
    private var isLeading = false
    private var failure: Status?

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Takes the ticket of a batch just written to the log. REQUIRES: the commit lock held.
    func batchWritten() -> UInt64 {
        written.add(1, ordering: .releasing).newValue
    }

    /// The ticket of the last batch in the log.
    var lastTicket: UInt64 { written.load(ordering: .acquiring) }

    /// The last ticket whose batch is on disk for certain.
    var syncedTicket: UInt64 { syncedSeen.load(ordering: .acquiring) }

    /// Syncs performed.
    var syncs: UInt64 { syncCount.load(ordering: .relaxed) }

    /// Returns when the batch of `ticket` is on disk; `sync` gets the last ticket that it covers.
    /// After a failed sync the state of the disk is
    /// unknown (the kernel may have dropped the dirty pages), so the error is sticky.
    func wait(
        for ticket: UInt64, _ sync: (UInt64) throws(Status) -> Void
    ) throws(Status) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        precondition(ticket <= lastTicket, "a ticket is of a batch in the log")
        while synced < ticket {
            if let failure { throw failure }
            if isLeading {
                pthread_cond_wait(changed, mutex)
            } else {
                lead(sync)
            }
        }
    }

    /// One sync for all tickets so far. REQUIRES: `mutex` held; releases it during the sync.
    private func lead(_ sync: (UInt64) throws(Status) -> Void) {
        precondition(!isLeading, "one sync at a time")
        isLeading = true
        let covered = lastTicket
        pthread_mutex_unlock(mutex)
        var error: Status?
        do throws(Status) {
            try sync(covered)
        } catch let thrown {
            error = thrown
        }
        syncCount.add(1, ordering: .relaxed)
        pthread_mutex_lock(mutex)
        precondition(isLeading && synced <= lastTicket, "nobody else has synced meanwhile")
        isLeading = false
        if let error { failure = error } else { synced = max(synced, covered) }
        syncedSeen.store(synced, ordering: .releasing)
        pthread_cond_broadcast(changed)
    }
}
