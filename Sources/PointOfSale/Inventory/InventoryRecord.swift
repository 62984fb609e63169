/// The rows of an item at one place as bytes, to be kept for when that place cannot be asked.
///
/// The bytes begin with a mark of the row's layout: those of another version are refused, never
/// misread.
enum InventoryRecord {
    private static let version: UInt64 = 1

    /// Differs for every other set of fields.
    static let mark: UInt64 = {
        var hash = InventoryHash(seed: version)
        for field in InventoryField.allCases { hash.mix("\(field)") }
        hash.mix(UInt64(InventoryField.textCount))
        return hash.state
    }()

    private static let bitmapBytes = (InventoryField.slotCount + 7) / 8

    /// Appends one row.
    static func append(_ row: Int, of rows: RowStorage, to bytes: inout [UInt8]) {
        let slots = rows.row(row)
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: bitmapBytes))
        for slot in 0..<InventoryField.slotCount where isPresent(slots[slot], slot) {
            bytes[start + slot / 8] |= 1 << UInt8(slot % 8)
            guard slot < InventoryField.textCount else {
                if InventoryField.ids.contains(slot), IDSlot.isText(slots[slot]) {
                    append(id: rows.content(IDSlot.text(slots[slot])), to: &bytes)
                } else {
                    append(zigzag(kept(slots[slot], slot)), to: &bytes)
                }
                continue
            }
            let text = TextReference(slot: slots[slot])
            append(UInt64(text.length), to: &bytes)
            let content = rows.bytes + Int(text.offset)
            bytes.append(
                contentsOf: UnsafeBufferPointer(start: content, count: Int(text.length)))
        }
    }

    /// A number of an id is never below zero: one that is says how long the text behind it is.
    private static func append(id text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        append(zigzag(-Int64(text.count)), to: &bytes)
        bytes.append(contentsOf: text)
    }

    private static func isPresent(_ value: Int64, _ slot: Int) -> Bool {
        if slot < InventoryField.textCount { return value != 0 }
        return slot == InventoryField.flags.rawValue
            ? kept(value, slot) != 0 : value != InventorySlot.absent
    }

    /// Of the flags what the POS said, and nothing that was made of the row.
    private static func kept(_ value: Int64, _ slot: Int) -> Int64 {
        slot == InventoryField.flags.rawValue
            ? value & (InventoryFlag.qcHold.knownBit << 1 - 1 | UnreadableParts.all) : value
    }

    /// Reads one row behind the last of `storage`, without committing it; nil where the bytes end
    /// or are none of a row.
    static func read(
        _ bytes: ArraySlice<UInt8>, into storage: inout RowStorage
    ) -> ArraySlice<UInt8>? {
        guard bytes.count >= bitmapBytes else { return nil }
        let bitmap = Array(bytes.prefix(bitmapBytes))
        var rest = bytes.dropFirst(bitmapBytes)
        let slots = storage.beginRow()
        for slot in 0..<InventoryField.slotCount
        where bitmap[slot / 8] & 1 << UInt8(slot % 8) != 0 {
            guard let value = number(&rest) else { return nil }
            guard slot < InventoryField.textCount else {
                slots[slot] = unzigzag(value)
                guard InventoryField.ids.contains(slot), slots[slot] < 0 else { continue }
                let length = 0 &- slots[slot]
                guard (1...Int64(POSLimits.idBytesMax)).contains(length), length <= rest.count
                else { return nil }
                slots[slot] = IDSlot.of(storage.keep(rest.prefix(Int(length))))
                rest = rest.dropFirst(Int(length))
                continue
            }
            guard value <= UInt64(rest.count), value <= UInt64(POSLimits.rowBytesMax) else {
                return nil
            }
            let length = Int(value)
            let target = storage.reserve(length)
            for (index, byte) in rest.prefix(length).enumerated() { target[index] = byte }
            // A slot without a text that is not empty stands for a value that is no text.
            slots[slot] =
                TextReference(
                    offset: length == 0 ? 1 : UInt32(truncatingIfNeeded: storage.byteCount),
                    length: UInt32(truncatingIfNeeded: length)
                ).slot
            storage.take(length)
            rest = rest.dropFirst(length)
        }
        return rest
    }

    static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: value))
    }

    static func number(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 64, let byte = bytes.popFirst() {
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }

    private static func zigzag(_ value: Int64) -> UInt64 {
        UInt64(bitPattern: (value << 1) ^ (value >> 63))
    }

    private static func unzigzag(_ value: UInt64) -> Int64 {
        Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }
}

extension InventoryItem {
    /// The item's rows by the place that they are of, for ``RetainedRows``.
    public func records() -> [(place: String, bytes: [UInt8])] {
        var records: [String: [UInt8]] = [:]
        for index in rowIndices {
            guard let place = inventory.place(ofRow: index) else { continue }
            var bytes = records[place.name] ?? Self.recordHead
            InventoryRecord.append(index, of: inventory.rows, to: &bytes)
            records[place.name] = bytes
        }
        return records.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { (place: $0.key, bytes: $0.value) }
    }

    private static var recordHead: [UInt8] {
        var bytes: [UInt8] = []
        InventoryRecord.append(InventoryRecord.mark, to: &bytes)
        return bytes
    }

    /// Differs where a batch is at another place; equal in any order of the rows.
    public var placesHash: UInt64 {
        var sum: UInt64 = 0
        for index in rowIndices {
            var hash = InventoryHash(seed: 2)
            hash.mix(inventory.place(ofRow: index)?.name)
            hash.mix(InventoryRowKey.of(index, in: inventory.rows))
            sum &+= hash.state
        }
        return sum
    }

    /// How many rows the item has.
    public var rowCount: Int { rowIndices.count }
}

/// What a place had when it was last read, put together from ``InventoryItem/records()``.
///
/// One thread at a time.
public final class RetainedRows {
    private var storage = RowStorage()
    private var isTaken = false

    public init() {}

    deinit { if !isTaken { storage.deallocate() } }

    /// Takes over the rows of an item that `isKnown` does not know by their key (see
    /// ``Inventory/rowKeys()``); false where they are of another version or damaged.
    public func add(_ record: [UInt8], unless isKnown: (UInt64) -> Bool) -> Bool {
        precondition(!isTaken, "add after build")
        var rest = record[...]
        guard InventoryRecord.number(&rest) == InventoryRecord.mark else { return false }
        while !rest.isEmpty {
            guard storage.rowCount < POSLimits.rowsMax,
                storage.byteCount < POSLimits.arenaBytesMax
            else { return false }
            let byteCount = storage.byteCount
            guard let next = InventoryRecord.read(rest, into: &storage) else {
                storage.rewindBytes(to: byteCount)
                return false
            }
            rest = next
            if isKnown(InventoryRowKey.of(storage.rowCount, in: storage)) {
                storage.rewindBytes(to: byteCount)
            } else {
                storage.commitRow()
            }
        }
        return true
    }

    /// The rows as an inventory. To be called once.
    public func build() -> Inventory {
        precondition(!isTaken, "build after build")
        isTaken = true
        return Inventory(owning: storage, isShort: false, unreadable: UnreadableValues())
    }
}
