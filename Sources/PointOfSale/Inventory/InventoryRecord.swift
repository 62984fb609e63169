import CivilTime

/// Serialised rows of an item at one location, retained for when the location cannot be read.
///
/// Prefixed with a fingerprint of the row's layout, so that rows of another version are rejected.
enum InventoryRecord {
    private static let version: UInt64 = 1

    /// The fingerprint of the set of fields.
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

    /// A numeric id is not negative: a negative number is the length of the text that follows.
    private static func append(id text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        append(zigzag(-Int64(text.count)), to: &bytes)
        bytes.append(contentsOf: text)
    }

    private static func isPresent(_ value: Int64, _ slot: Int) -> Bool {
        if slot < InventoryField.textCount { return value != 0 }
        return slot == InventoryField.flags.rawValue
            ? kept(value, slot) != 0 : value != InventorySlot.absent
    }

    /// The flags as the POS sent them, without derived bits.
    private static func kept(_ value: Int64, _ slot: Int) -> Int64 {
        slot == InventoryField.flags.rawValue
            ? value & (InventoryFlag.qcHold.knownBit << 1 - 1 | UnreadableParts.all) : value
    }

    /// Reads a row into the uncommitted slots after the last row of `storage`; nil for damaged
    /// bytes.
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
                guard InventoryField.ids.contains(slot), slots[slot] < 0 else {
                    guard isPlausible(slots[slot], slot) else { return nil }
                    continue
                }
                let length = 0 &- slots[slot]
                guard (1...Int64(POSLimits.idBytesMax)).contains(length), length <= rest.count,
                    String(validating: rest.prefix(Int(length)), as: UTF8.self) != nil
                else { return nil }
                slots[slot] = IDSlot.of(storage.keep(rest.prefix(Int(length))))
                rest = rest.dropFirst(Int(length))
                continue
            }
            guard value <= UInt64(rest.count), value <= UInt64(POSLimits.rowBytesMax) else {
                return nil
            }
            let length = Int(value)
            guard String(validating: rest.prefix(length), as: UTF8.self) != nil else { return nil }
            let target = storage.reserve(length)
            for (index, byte) in rest.prefix(length).enumerated() { target[index] = byte }
            // A non-empty slot without text means an unreadable value.
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

    /// Whether a POS's row can have a number: what is summed and turned into dates relies on it,
    /// and a record may be damaged, or written by anybody who may write documents.
    private static func isPlausible(_ value: Int64, _ slot: Int) -> Bool {
        guard let field = InventoryField(rawValue: slot), field != .flags else {
            return kept(value, slot) == value
        }
        switch field.kind {
        case .id: return value >= 0
        case .price: return (1...POSLimits.moneyCentsMax).contains(value)
        case .cost: return (1...POSLimits.moneyCentsMax * 100).contains(value)
        case .quantity, .measure:
            let most = POSLimits.quantityThousandthsMax
            return (-most...most).contains(value)
        case .date:
            let (year, month, day) = (value / 10_000, value / 100 % 100, value % 100)
            return (0...9999).contains(year) && CivilDate.exists(year: year, month: month, day: day)
        case .text: return false
        }
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
    /// The item's rows by location, for ``RetainedRows``.
    public func records() -> [(location: String, bytes: [UInt8])] {
        var records: [String: [UInt8]] = [:]
        for index in rowIndices {
            guard let location = inventory.locationRange(ofRow: index) else { continue }
            var bytes = records[location.name] ?? Self.recordHead
            InventoryRecord.append(index, of: inventory.rows, to: &bytes)
            records[location.name] = bytes
        }
        return records.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { (location: $0.key, bytes: $0.value) }
    }

    private static var recordHead: [UInt8] {
        var bytes: [UInt8] = []
        InventoryRecord.append(InventoryRecord.mark, to: &bytes)
        return bytes
    }

    /// Changes if a batch moves to another location; independent of the order of rows.
    public var locationsHash: UInt64 {
        var sum: UInt64 = 0
        for index in rowIndices {
            var hash = InventoryHash(seed: 2)
            hash.mix(inventory.locationRange(ofRow: index)?.name)
            hash.mix(InventoryRowKey.key(ofRow: index, in: inventory.rows))
            sum &+= hash.state
        }
        return sum
    }

    /// The item's number of rows.
    public var rowCount: Int { rowIndices.count }
}

/// The rows of a location as of its last reading, restored from ``InventoryItem/records()``.
///
/// One thread at a time.
public final class RetainedRows {
    private var storage = RowStorage()
    private var isTaken = false

    public init() {}

    deinit { if !isTaken { storage.deallocate() } }

    /// Restores the rows of an item except those whose keys satisfy `isKnown` (see
    /// ``Inventory/rowKeys()``); false if they are of another version or damaged.
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
            if isKnown(InventoryRowKey.key(ofRow: storage.rowCount, in: storage)) {
                storage.rewindBytes(to: byteCount)
            } else {
                storage.commitRow()
            }
        }
        return true
    }

    /// The restored inventory. REQUIRES: called once.
    public func build() -> Inventory {
        precondition(!isTaken, "build after build")
        isTaken = true
        return Inventory(owning: storage, isShort: false, unreadable: UnreadableValues())
    }
}
