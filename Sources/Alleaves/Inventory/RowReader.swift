import Decimals
import JSON
import PointOfSale
import TextForms

/// Reads inventory rows into a ``RowStorage``.
struct RowReader {
    private(set) var storage = RowStorage()
    private var prediction = KeyPrediction()
    /// The total according to the rows read so far.
    private(set) var total = ListingTotal()
    private(set) var unreadable = UnreadableFields()
    /// Unreadable fields of the current row, by ``FieldAction/code``.
    private var unreadableBits: UInt64 = 0

    var rowCount: Int { storage.rowCount }

    func deallocate(keepingRows: Bool) {
        prediction.deallocate()
        if !keepingRows { storage.deallocate() }
    }

    /// Reads the row whose opening brace is at the cursor; has no effect when it throws.
    @inline(__always)
    mutating func read(_ scanner: inout JSONScanner) throws(JSONFault) {
        guard storage.rowCount < POSLimits.rowsMax,
            storage.byteCount < POSLimits.arenaBytesMax
        else { throw scanner.fault(.tooLarge) }
        let byteCount = storage.byteCount
        let row = storage.beginRow()
        let knownTotal = total
        unreadableBits = 0
        scanner.passesInvalidUTF8 = true
        defer { scanner.passesInvalidUTF8 = false }
        let invalid = scanner.invalidSequences
        do throws(JSONFault) {
            try readMembers(&scanner, row)
        } catch {
            storage.rewindBytes(to: byteCount)
            // A number that the end of the bytes cuts is a smaller one.
            total = knownTotal
            throw error
        }
        if scanner.invalidSequences != invalid { spoil(row) }
        if unreadableBits != 0 {
            unreadable.add(unreadableBits, row: storage.rowCount)
            row[InventoryField.flags.rawValue] |= UnreadableParts.of(unreadableBits)
        }
        storage.commitRow()
    }

    /// Marks a row with bytes that are not UTF-8: nothing of it counts but whose it is. What it
    /// says of being deleted may be said of a key that is not what it was.
    @inline(never)
    private mutating func spoil(_ row: UnsafeMutablePointer<Int64>) {
        for slot in 0..<InventoryField.textCount {
            let text = storage.content(TextReference(slot: row[slot]))
            if String(validating: text, as: UTF8.self) == nil {
                row[slot] = InventorySlot.unreadableText
            }
        }
        let deleted = InventoryFlag.deleted
        row[InventoryField.flags.rawValue] &= ~(deleted.trueBit | deleted.knownBit)
        unreadableBits = 1 &<< UInt64(FieldAction.rowCode)
    }

    @inline(never)
    private mutating func noteUnreadable(_ action: FieldAction) {
        unreadableBits |= 1 &<< UInt64(truncatingIfNeeded: action.code)
    }

    private mutating func readMembers(
        _ scanner: inout JSONScanner, _ row: UnsafeMutablePointer<Int64>
    ) throws(JSONFault) {
        var index = 0
        while true {
            let action: FieldAction
            if let predicted = prediction.match(&scanner.cursor, &index) {
                action = predicted
                // The gap of the previous row may have had less white space.
                scanner.skipWhitespace()
            } else {
                guard let read = try readKey(&scanner, index) else { return }
                action = read
            }
            // Fast path for null, the most frequent value: slots are initially absent.
            if scanner.word32() == JSONLiteral.null {
                scanner.cursor += 4
                if action.kind != .skip { clear(action, row) }
            } else if action.kind == .skip {
                try scanner.skipValue()
            } else {
                try readValue(&scanner, action, row)
            }
            index &+= 1
        }
    }

    /// Reads a key and stores its gap; nil if the row ends instead.
    @inline(never)
    private mutating func readKey(
        _ scanner: inout JSONScanner, _ index: Int
    ) throws(JSONFault) -> FieldAction? {
        let gap = scanner.cursor
        scanner.skipWhitespace()
        if index == 0 {
            try scanner.expect(UInt8(ascii: "{"))
            scanner.skipWhitespace()
        }
        if scanner.cursor.pointee == UInt8(ascii: "}") {
            scanner.cursor += 1
            return nil
        }
        if index > 0 {
            try scanner.expect(UInt8(ascii: ","))
            scanner.skipWhitespace()
        }
        try scanner.expect(UInt8(ascii: "\""))
        let start = scanner.cursor
        let invalid = scanner.invalidSequences
        let isPlain = try scanner.skipString()
        let key = UnsafeBufferPointer(start: start, count: scanner.cursor - start - 1)
        let action = isPlain ? FieldAction.forKey(key) : unescapedAction(key)
        try scanner.skipColon()
        // A key that is not UTF-8 must be seen again in the next row that has it.
        guard scanner.invalidSequences == invalid else { return action }
        prediction.learn(gap, length: scanner.cursor - gap, at: index, action: action)
        return action
    }

    /// A key may spell its letters as escapes (RFC 8259, 8.3).
    private func unescapedAction(_ key: UnsafeBufferPointer<UInt8>) -> FieldAction {
        let plain = [UInt8](unsafeUninitializedCapacity: max(1, key.count)) { target, count in
            count = target.baseAddress.map { JSONText.unescape(key, into: $0) } ?? 0
        }
        return plain.withUnsafeBufferPointer { FieldAction.forKey($0) }
    }

    /// Of equal keys the last one counts, even if it is null.
    @inline(__always)
    private mutating func clear(_ action: FieldAction, _ row: UnsafeMutablePointer<Int64>) {
        switch action.kind {
        case .skip, .total: break
        case .text: row[Int(action.index)] = 0
        case .flag: set(action, .absent, row)
        case .identifier, .money, .cost, .quantity, .percent, .date:
            row[Int(action.index)] = InventorySlot.absent
        }
    }

    @inline(__always)
    private mutating func readValue(
        _ scanner: inout JSONScanner, _ action: FieldAction, _ row: UnsafeMutablePointer<Int64>
    ) throws(JSONFault) {
        switch action.kind {
        case .text: try readText(&scanner, action, row)
        case .flag: set(action, try readFlag(&scanner, action), row)
        case .date: try readDate(&scanner, action, row)
        case .identifier, .money, .cost, .quantity, .percent:
            let number = try readNumber(&scanner, action)
            guard let value = number.flatMap({ NumberConversion.value($0, action.kind) }) else {
                row[Int(action.index)] = InventorySlot.absent
                if let number, NumberConversion.isUnreadable(number, action.kind) {
                    noteUnreadable(action)
                }
                return
            }
            row[Int(action.index)] = value
        case .total: try readTotal(&scanner, action)
        case .skip: try scanner.skipValue()
        }
    }

    @inline(__always)
    private mutating func readTotal(
        _ scanner: inout JSONScanner, _ action: FieldAction
    ) throws(JSONFault) {
        let before = unreadableBits
        if let number = try readNumber(&scanner, action) {
            if !total.take(number) { noteUnreadable(action) }
        } else if unreadableBits != before {
            total.takeUnreadable()
        }
    }

    @inline(__always)
    private mutating func readText(
        _ scanner: inout JSONScanner, _ action: FieldAction, _ row: UnsafeMutablePointer<Int64>
    ) throws(JSONFault) {
        let slot = Int(action.index)
        var start = scanner.cursor
        switch start.pointee {
        case UInt8(ascii: "\""):
            start += 1
            scanner.cursor = start
            let isPlain = try scanner.skipString()
            let raw = UnsafeBufferPointer(start: start, count: scanner.cursor - start - 1)
            row[slot] = keep(raw, isPlain, slot, row, limit: Int(action.limit))
        case UInt8(ascii: "-"), 0x30...0x39:
            // An article number may come as a number.
            _ = try scanner.number()
            let raw = UnsafeBufferPointer(start: start, count: scanner.cursor - start)
            row[slot] = keep(raw, true, slot, row, limit: Int(action.limit))
        default:
            try scanner.skipValue()
            row[slot] = InventorySlot.unreadableText
            noteUnreadable(action)
        }
    }

    /// Copies a text, trimmed and cut, into the arena, or shares the previous row's equal one.
    @inline(__always)
    private mutating func keep(
        _ raw: UnsafeBufferPointer<UInt8>, _ isPlain: Bool, _ slot: Int,
        _ row: UnsafeMutablePointer<Int64>, limit: Int
    ) -> Int64 {
        guard let source = raw.baseAddress, !raw.isEmpty else { return 0 }
        if isPlain, raw.count <= limit, storage.rowCount > 0 {
            let previous = TextReference(slot: (row - InventoryField.slotCount)[slot])
            if Int(previous.length) == raw.count,
                (storage.bytes + Int(previous.offset)).isEqual(to: source, count: raw.count)
            {
                return previous.slot
            }
        }
        let target = storage.reserve(raw.count)
        var count = raw.count
        if isPlain {
            target.update(from: source, count: count)
        } else {
            count = JSONText.unescape(raw, into: target)
        }
        return trimmed(target, count, limit: limit)
    }

    @inline(__always)
    private mutating func trimmed(
        _ target: UnsafeMutablePointer<UInt8>, _ length: Int, limit: Int
    ) -> Int64 {
        var count = length
        var first = 0
        while first < count, target[first] <= 0x20 { first &+= 1 }
        count =
            first
            &+ UTF8Prefix.length(
                target + first, count: count &- first, limit: limit)
        while count > first, target[count &- 1] <= 0x20 { count &-= 1 }
        guard count > first else { return 0 }
        let offset = storage.byteCount &+ first
        storage.take(count)
        // arenaBytesMax and rowBytesMax together stay below 2^32.
        return TextReference(
            offset: UInt32(truncatingIfNeeded: offset),
            length: UInt32(truncatingIfNeeded: count &- first)
        ).slot
    }

    @inline(__always)
    private mutating func readFlag(
        _ scanner: inout JSONScanner, _ action: FieldAction
    ) throws(JSONFault) -> FieldReading<Bool> {
        let start = scanner.cursor
        try scanner.skipValue()
        switch start.pointee {
        case UInt8(ascii: "t"): return .read(true)
        case UInt8(ascii: "f"): return .read(false)
        default:
            let raw = UnsafeBufferPointer(start: start, count: scanner.cursor - start)
            return flag(raw, action)
        }
    }

    /// A flag that is not a boolean literal.
    @inline(never)
    private mutating func flag(
        _ raw: UnsafeBufferPointer<UInt8>, _ action: FieldAction
    ) -> FieldReading<Bool> {
        let text = RowReader.unquoted(raw)
        if text.isEmpty { return .absent }
        if let value = FlagText.value(of: text) { return .read(value) }
        noteUnreadable(action)
        return .unreadable
    }

    /// A scalar's bytes without quotes and white space around them.
    private static func unquoted(
        _ raw: UnsafeBufferPointer<UInt8>
    ) -> Slice<UnsafeBufferPointer<UInt8>> {
        var text = raw[...]
        if text.count >= 2, text.first == UInt8(ascii: "\"") { text = text.dropFirst().dropLast() }
        return text.trimmedOfControls
    }

    @inline(__always)
    private func set(
        _ action: FieldAction, _ value: FieldReading<Bool>, _ row: UnsafeMutablePointer<Int64>
    ) {
        guard let flag = InventoryFlag(rawValue: Int(action.index)) else { return }
        let slot = InventoryField.flags.rawValue
        row[slot] &= ~(flag.trueBit | flag.knownBit)
        switch value {
        case .absent: break
        case .read(let isTrue): row[slot] |= flag.knownBit | (isTrue ? flag.trueBit : 0)
        case .unreadable: row[slot] |= flag.trueBit
        }
    }

    private mutating func readDate(
        _ scanner: inout JSONScanner, _ action: FieldAction, _ row: UnsafeMutablePointer<Int64>
    ) throws(JSONFault) {
        let start = scanner.cursor
        try scanner.skipValue()
        row[Int(action.index)] = InventorySlot.absent
        let raw = UnsafeBufferPointer(start: start, count: scanner.cursor - start)
        let text = RowReader.unquoted(raw)
        if text.isEmpty { return }
        if let date = CalendarDate(text) ?? CalendarDate(reading: text) {
            row[Int(action.index)] = Int64(date.packed)
        } else {
            noteUnreadable(action)
        }
    }

    /// A number or a numeric string; nil for any other value, which is recorded as unreadable
    /// unless blank.
    @inline(__always)
    private mutating func readNumber(
        _ scanner: inout JSONScanner, _ action: FieldAction
    ) throws(JSONFault) -> DecimalNumber? {
        let start = scanner.cursor
        let byte = start.pointee
        if byte == UInt8(ascii: "-") || byte &- 0x30 <= 9 { return try scanner.number() }
        try scanner.skipValue()
        if byte == UInt8(ascii: "\"") {
            let text = UnsafeBufferPointer(start: start + 1, count: scanner.cursor - start - 2)
            if let number = DecimalNumber.lenient(text) { return number }
        }
        let raw = UnsafeBufferPointer(start: start, count: scanner.cursor - start)
        if !RowReader.unquoted(raw).isEmpty { noteUnreadable(action) }
        return nil
    }
}

extension UnsafeMutablePointer<UInt8> {
    @inline(__always)
    fileprivate func isEqual(to other: UnsafePointer<UInt8>, count: Int) -> Bool {
        var index = 0
        while index < count {
            guard self[index] == other[index] else { return false }
            index &+= 1
        }
        return true
    }
}
