import Catalog
import MirrorMessages
import Serving
import StatusCodes
import Synchronization
import TTRPC
import Listening

/// The streams of WatchMenu: each sends the difference between the last generation sent of its
/// tenant or store and the newest one, so a slow watcher skips generations and delays no other.
/// A watcher has no thread: its slices have turns by user and connection, and what several are sent
/// is made once (``MenuUpdates``).
final class MenuWatchers: Sendable {
    private struct State {
        var watchers: [MenuWatcher] = []
        /// By tenant, those that may not have been sent the newest generation.
        var behind: [String: Set<ObjectIdentifier>] = [:]
    }

    private let catalog: Catalog
    private let executor = SliceExecutor(.watch)
    private let updates = MenuUpdates()
    private let state = Mutex(State())

    init(_ catalog: Catalog) {
        self.catalog = catalog
        catalog.onPublish { [weak self] org, _, _ in self?.published(org) }
    }

    /// Messages that were made for watchers, and those that were sent to one.
    var messages: (made: UInt64, sent: UInt64) { updates.counts }

    /// Serves a stream until it ends.
    func add(_ request: WatchMenuRequest, _ stream: ServerStream) {
        let watcher = MenuWatcher(request, stream, catalog, updates, executor) { [weak self] in
            self?.isUpToDate($0)
        }
        state.withLock { state in
            state.watchers.append(watcher)
            state.behind[watcher.org, default: []].insert(ObjectIdentifier(watcher))
        }
        stream.onClose { [weak self, weak watcher] _ in
            if let watcher { self?.remove(watcher) }
        }
        watcher.requestSlice()
    }

    /// Stops all slices.
    func stop() { executor.stop() }

    private func remove(_ watcher: MenuWatcher) {
        state.withLock { state in state.watchers.removeAll { $0 === watcher } }
        isUpToDate(watcher)
    }

    /// Once every watcher of a tenant has what is newest, or has left, nobody needs what leads
    /// there.
    private func isUpToDate(_ watcher: MenuWatcher) {
        let isLast = state.withLock { state in
            guard var behind = state.behind[watcher.org],
                behind.remove(ObjectIdentifier(watcher)) != nil
            else { return false }
            state.behind[watcher.org] = behind.isEmpty ? nil : behind
            return behind.isEmpty
        }
        if isLast { updates.forget(watcher.org) }
    }

    private func published(_ org: String) {
        let (watchers, closed) = state.withLock { state in
            // One whose stream the service itself has closed is not reported.
            let closed = state.watchers.filter(\.isClosed)
            if !closed.isEmpty { state.watchers.removeAll(where: \.isClosed) }
            let watchers = state.watchers.filter { $0.org == org }
            if !watchers.isEmpty { state.behind[org] = Set(watchers.map(ObjectIdentifier.init)) }
            return (watchers, closed)
        }
        for watcher in closed { isUpToDate(watcher) }
        updates.forget(org)
        for watcher in watchers { watcher.requestSlice() }
    }
}

/// One stream of WatchMenu.
private final class MenuWatcher: SlicedTask {
    let schedule: SliceSchedule
    let org: String
    private let location: String
    private let knownVersion: UInt64
    private let catalog: Catalog
    private let updates: MenuUpdates
    private let channel: PushChannel
    /// Called when it has sent what is newest.
    private let isUpToDate: @Sendable (MenuWatcher) -> Void
    /// Used only within slices, of which one runs at a time: the lock is never contended.
    private let work = Mutex(Work())

    private struct Work {
        /// What was sent last.
        var last: (store: TenantCatalog, generation: Generation)?
        /// What is being sent.
        var update: MenuUpdateStream?
    }

    init(
        _ request: WatchMenuRequest, _ stream: ServerStream, _ catalog: Catalog,
        _ updates: MenuUpdates, _ executor: SliceExecutor,
        isUpToDate: @escaping @Sendable (MenuWatcher) -> Void
    ) {
        schedule = SliceSchedule(executor, stream)
        org = request.orgId
        location = request.locationId
        knownVersion = request.knownVersion
        self.catalog = catalog
        self.updates = updates
        self.isUpToDate = isUpToDate
        channel = PushChannel(stream)
    }

    var isClosed: Bool { channel.isClosed }

    func runSlice() {
        guard !isClosed else { return work.withLock { $0 = Work() } }
        do throws(Status) {
            let hasSentAll = try work.withLock { work throws(Status) in try run(&work) }
            if hasSentAll { isUpToDate(self) }
        } catch {
            channel.stream.close(error)
        }
    }

    /// Sends until there is nothing newer, the client cannot take more, or the slice's share is
    /// used up. Returns whether there is nothing newer.
    private func run(_ work: inout Work) throws(Status) -> Bool {
        var messages = 0
        while channel.flush(for: self) {
            if work.update == nil { try begin(&work) }
            guard var update = work.update else { return true }
            let message = updates.next(&update)
            work.update = message == nil ? nil : update
            guard let message else { continue }
            channel.enqueue([message])
            messages += 1
            if messages == ServiceLimits.watchMessagesPerSlice {
                requestSlice()
                return false
            }
        }
        return false
    }

    /// Sets what to send next, if there is something newer than what was sent.
    private func begin(_ work: inout Work) throws(Status) {
        guard let store = try catalog.presentStore(org, location: location) else { return }
        let current = store.generation
        let last = work.last
        work.last = (store, current)
        guard let last, last.store === store else {
            // Also where a tenant's only location became one of several: another menu.
            let isKnown = last == nil && knownVersion == current.version
            work.update = updates.stream(
                from: isKnown ? current : nil, to: current, org: org, mayBeEmpty: true)
            return
        }
        assert(last.generation.version <= current.version, "generations only go on")
        guard last.generation.version != current.version else { return }
        work.update = updates.stream(
            from: last.generation, to: current, org: org, mayBeEmpty: false)
    }
}
