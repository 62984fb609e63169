import Catalog
import Listening
import MirrorMessages
import ProtobufWire
import Serving
import StatusCodes
import Synchronization
import TTRPC

/// The streams of WatchMenu: each sends the difference between the last generation sent of its
/// tenant or store and the newest one, so a slow watcher skips generations and delays no other.
/// A watcher has no thread: a few run the slices of all.
final class MenuWatchers: Sendable {
    private let catalog: Catalog
    private let pool = SliceExecutor(
        name: "watch-menu", threadsMax: ServiceLimits.watchThreads)
    private let watchers = Mutex<[MenuWatcher]>([])

    init(_ catalog: Catalog) {
        self.catalog = catalog
        catalog.onPublish { [weak self] org, _, _ in self?.published(org) }
    }

    /// Serves a stream until it ends.
    func add(_ request: WatchMenuRequest, _ stream: ServerStream) {
        let watcher = MenuWatcher(request, stream, catalog, pool)
        watchers.withLock { $0.append(watcher) }
        stream.onClose { [weak self, weak watcher] _ in
            if let watcher { self?.remove(watcher) }
        }
        watcher.requestSlice()
    }

    /// Stops all slices.
    func stop() { pool.stop() }

    private func remove(_ watcher: MenuWatcher) {
        watchers.withLock { $0.removeAll { $0 === watcher } }
    }

    private func published(_ org: String) {
        let watchers = watchers.withLock { watchers in
            // One whose stream the service itself has closed is not reported.
            watchers.removeAll(where: \.isClosed)
            return watchers
        }
        for watcher in watchers where watcher.org == org { watcher.requestSlice() }
    }
}

/// One stream of WatchMenu.
private final class MenuWatcher: SlicedTask {
    let schedule: SliceSchedule
    let org: String
    private let location: String
    private let knownVersion: UInt64
    private let catalog: Catalog
    private let channel: PushChannel
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
        _ pool: SliceExecutor
    ) {
        schedule = SliceSchedule(pool)
        org = request.orgId
        location = request.locationId
        knownVersion = request.knownVersion
        self.catalog = catalog
        channel = PushChannel(stream)
    }

    var isClosed: Bool { channel.isClosed }

    func runSlice() {
        guard !isClosed else { return work.withLock { $0 = Work() } }
        do throws(Status) {
            try work.withLock { work throws(Status) in try run(&work) }
        } catch {
            channel.stream.close(error)
        }
    }

    /// Sends until there is nothing newer, the client cannot take more, or the slice's share is
    /// used up.
    private func run(_ work: inout Work) throws(Status) {
        var messages = 0
        while channel.flush(for: self) {
            if work.update == nil { try begin(&work) }
            guard work.update != nil else { return }
            guard let message = work.update?.next() else {
                work.update = nil
                continue
            }
            channel.enqueue([message])
            messages += 1
            if messages == ServiceLimits.watchMessagesPerSlice { return requestSlice() }
        }
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
            work.update = MenuUpdateStream(
                from: isKnown ? current : current.emptied, to: current, isFull: !isKnown,
                mayBeEmpty: true)
            return
        }
        assert(last.generation.version <= current.version, "generations only go on")
        guard last.generation.version != current.version else { return }
        work.update = MenuUpdateStream(
            from: last.generation, to: current, isFull: false, mayBeEmpty: false)
    }
}

/// The messages that lead a client from one generation to another.
private struct MenuUpdateStream {
    private var cursor: GenerationChangeCursor
    private let isFull: Bool
    /// Whether a message was made, or is to be made without a visible change.
    private var hasBegun: Bool

    init(from old: Generation, to new: Generation, isFull: Bool, mayBeEmpty: Bool) {
        cursor = GenerationChangeCursor(from: old, to: new)
        self.isFull = isFull
        hasBegun = mayBeEmpty
    }

    /// The next message; nil after the last.
    mutating func next() -> [UInt8]? {
        guard !cursor.isAtEnd else { return nil }
        let changes = cursor.next(limit: ServiceLimits.watchItemsMax)
        // A version without visible changes is not sent.
        guard hasBegun || changes.count > 0 else { return nil }
        hasBegun = true
        var writer = WireWriter(capacity: changes.entries.count + 64)
        writer.uint64(MenuUpdate.Number.version, cursor.new.version)
        for id in changes.removed { writer.string(MenuUpdate.Number.removedIds, id) }
        if isFull { writer.bool(MenuUpdate.Number.full, true) }
        if !cursor.isAtEnd { writer.bool(MenuUpdate.Number.continued, true) }
        // Entries carry the field number that items have in MenuChunk.
        changes.retagged(as: MenuUpdate.Number.items, into: &writer)
        return writer.bytes
    }
}

extension GenerationChanges {
    /// Appends the entries with another field number below 16: their tag is one byte.
    func retagged(as number: UInt32, into writer: inout WireWriter) {
        precondition((1..<16).contains(number), "a tag of one byte")
        let start = writer.bytes.count
        writer.bytes.append(contentsOf: entries)
        var reader = ItemEntries(entries)
        while let offset = reader.next() {
            writer.bytes[start + offset] = UInt8(truncatingIfNeeded: number << 3 | 2)
        }
    }
}

/// Iterates over the start offsets of encoded entries.
struct ItemEntries {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next entry's first byte; nil at the end.
    mutating func next() -> Int? {
        guard offset < bytes.count else { return nil }
        let start = offset
        var count = 0
        var shift = 0
        offset += 1
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            count |= Int(byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 { break }
        }
        offset += count
        assert(offset <= bytes.count, "the catalog's entries are whole")
        return start
    }
}
