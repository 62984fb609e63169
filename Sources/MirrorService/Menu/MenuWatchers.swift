import Catalog
import LinuxSystem
import MirrorMessages
import ProtobufWire
import Serving
import StatusCodes
import TTRPC

/// The streams of WatchMenu: each sends the difference between the last generation sent of its
/// tenant or store and the newest one, so a slow watcher skips generations and delays no other.
final class MenuWatchers: Sendable {
    private let catalog: Catalog
    /// Increments with every publication of any tenant and with every stream that ends.
    private let publications = Monitor<UInt64>(0)

    init(_ catalog: Catalog) {
        self.catalog = catalog
        catalog.onPublish { [publications] _, _, _ in publications.update { $0 += 1 } }
    }

    /// Serves one stream until it ends, on the stream's own thread.
    func serve(_ request: WatchMenuRequest, _ stream: ServerStream) throws(Status) {
        stream.onClose { [publications] _ in publications.update { $0 += 1 } }
        var seen = publications.withLock { $0 }
        var last: (store: TenantCatalog, generation: Generation)?
        while !stream.isClosed {
            let watched = try catalog.presentStore(request.orgId, location: request.locationId)
            if let store = watched {
                let current = store.generation
                if let last, last.store === store {
                    assert(last.generation.version <= current.version, "generations only go on")
                    if last.generation.version != current.version {
                        try send(current, since: last.generation, stream)
                    }
                } else if last == nil, request.knownVersion == current.version {
                    try send(GenerationChanges(), current, isLast: true, isFull: false, stream)
                } else {
                    // Also where a tenant's only location became one of several: another menu.
                    try send(current, since: nil, stream)
                }
                last = (store, current)
            }
            let known = seen
            seen = publications.wait { $0 != known ? $0 : nil } ?? known
        }
    }

    private func send(
        _ current: Generation, since old: Generation?, _ stream: ServerStream
    ) throws(Status) {
        var failure: Status?
        var hasBegun = old == nil
        current.forEachChange(
            since: old ?? current.emptied, limit: ServiceLimits.watchItemsMax
        ) { changes, isLast in
            // A version without visible changes is not sent.
            guard failure == nil, hasBegun || changes.count > 0 else { return }
            hasBegun = true
            do throws(Status) {
                try send(changes, current, isLast: isLast, isFull: old == nil, stream)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    private func send(
        _ changes: GenerationChanges, _ current: Generation, isLast: Bool, isFull: Bool,
        _ stream: ServerStream
    ) throws(Status) {
        var writer = WireWriter(capacity: changes.entries.count + 64)
        writer.uint64(MenuUpdate.Number.version, current.version)
        for id in changes.removed { writer.string(MenuUpdate.Number.removedIds, id) }
        if isFull { writer.bool(MenuUpdate.Number.full, true) }
        if !isLast { writer.bool(MenuUpdate.Number.continued, true) }
        // Entries carry the field number that items have in MenuChunk.
        changes.retagged(as: MenuUpdate.Number.items, into: &writer)
        try stream.send(writer.bytes)
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
