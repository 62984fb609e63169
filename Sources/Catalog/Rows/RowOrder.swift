/// Compares rows by key, then optionally by name, then by id.
struct RowOrder {
    private let generation: Generation
    private let names: Bool

    init(_ generation: Generation, names: Bool) {
        self.generation = generation
        self.names = names
    }

    func precedes(_ left: TopRows.Candidate, _ right: TopRows.Candidate) -> Bool {
        if left.key != right.key { return left.key < right.key }
        return withTexts(left.position) { leftName, leftID in
            withTexts(right.position) { rightName, rightID in
                if names {
                    let order = Self.compareFolded(leftName, rightName)
                    if order != 0 { return order < 0 }
                }
                return leftID.lexicographicallyPrecedes(rightID)
            }
        }
    }

    /// Whether `row` sorts after `cursor`.
    func isBehind(_ row: TopRows.Candidate, _ cursor: MenuCursor) -> Bool {
        if row.key != cursor.key { return row.key > cursor.key }
        return withTexts(row.position) { name, id in
            if names {
                let order = cursor.name.withUnsafeBytes { Self.compareFolded(name, $0) }
                if order != 0 { return order > 0 }
            }
            return cursor.id.withUnsafeBytes { $0.lexicographicallyPrecedes(id) }
        }
    }

    func cursor(_ row: TopRows.Candidate, of state: MenuCursor.State) -> MenuCursor {
        withTexts(row.position) { name, id in
            MenuCursor(
                state: state, key: row.key, name: names ? [UInt8](name) : [], id: [UInt8](id))
        }
    }

    @inline(__always)
    private func withTexts<Result>(
        _ position: Generation.RowPosition,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Result
    ) -> Result {
        let segment = generation.segments[position.segment]
        let item = segment.itemRange(position.row)
        return segment.bytes.withUnsafeBytes { bytes in
            let id = MenuItemID.range(itemAt: item, of: bytes)
            let name = MenuItemID.nameRange(itemAt: item, of: bytes)
            return body(
                UnsafeRawBufferPointer(rebasing: bytes[name]),
                UnsafeRawBufferPointer(rebasing: bytes[id]))
        }
    }

    /// By bytes, ASCII letters in lower case.
    private static func compareFolded(
        _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer
    ) -> Int {
        for index in 0..<min(left.count, right.count) {
            let (one, other) = (folded(left[index]), folded(right[index]))
            if one != other { return one < other ? -1 : 1 }
        }
        return left.count - right.count
    }

    @inline(__always)
    static func folded(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }
}
