import Catalog
import MirrorMessages
import ProtobufWire

/// The messages that lead a client from one generation to another. A value: a copy goes on from the
/// same place.
struct MenuUpdateStream: Sendable {
    let org: String
    /// Nil where the client is sent the whole menu.
    let old: Generation?
    private var cursor: GenerationChangeCursor
    /// Messages so far.
    private(set) var number = 0
    /// Whether a message was made, or is to be made without a visible change.
    var hasBegun: Bool

    init(from old: Generation?, to new: Generation, org: String, mayBeEmpty: Bool) {
        self.org = org
        self.old = old
        cursor = GenerationChangeCursor(from: old ?? new.emptied, to: new)
        hasBegun = mayBeEmpty
    }

    var new: Generation { cursor.new }
    var isAtEnd: Bool { cursor.isAtEnd }

    /// The next message; nil after the last.
    mutating func next() -> [UInt8]? {
        guard !cursor.isAtEnd else { return nil }
        let changes = cursor.next(limit: ServiceLimits.watchItemsMax)
        // A version without visible changes is not sent.
        guard hasBegun || changes.count > 0 else { return nil }
        hasBegun = true
        number += 1
        var writer = WireWriter(capacity: changes.entries.count + 64)
        writer.uint64(MenuUpdate.Number.version, cursor.new.version)
        for id in changes.removed { writer.string(MenuUpdate.Number.removedIds, id) }
        if old == nil { writer.bool(MenuUpdate.Number.full, true) }
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
