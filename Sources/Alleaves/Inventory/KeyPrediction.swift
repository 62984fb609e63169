/// Predicts the bytes between values from the previous row.
///
/// Rows are written by one program, so the bytes between two values (comma, white space, key,
/// colon) are the same in every row. Comparing them as words recognises a key without scanning it.
/// A wrong prediction only costs time: the bytes are then parsed and replace the prediction.
struct KeyPrediction {
    /// One gap: up to eight words, the mask of its last word, and the action of its key.
    struct Gap {
        var words: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)
        var lastMask: UInt64
        var fullWords: Int32
        var length: Int32
        var action: FieldAction
    }

    /// `AlleavesLimits.predictedKeysMax` gaps, freed by ``deallocate()``.
    private let gaps: UnsafeMutablePointer<Gap>
    private var count = 0

    init() { gaps = .allocate(capacity: AlleavesLimits.predictedKeysMax) }

    func deallocate() { gaps.deallocate() }

    /// The predicted gap at `index`, or one of the next three if keys are missing, if it matches at
    /// `cursor`; advances both.
    @inline(__always)
    func match(_ cursor: inout UnsafePointer<UInt8>, _ index: inout Int) -> FieldAction? {
        guard index < count else { return nil }
        if let action = compare(&cursor, index) { return action }
        return matchLater(&cursor, &index)
    }

    @inline(never)
    private func matchLater(
        _ cursor: inout UnsafePointer<UInt8>, _ index: inout Int
    ) -> FieldAction? {
        // The first gap has the opening brace, so the row's first key is never one of the others.
        guard index > 0 else { return nil }
        for later in (index &+ 1)..<(index &+ 4) where later < count {
            if let action = compare(&cursor, later) {
                index = later
                return action
            }
        }
        return nil
    }

    /// Reads up to 71 bytes from `cursor`, which the scanner's padding covers.
    @inline(__always)
    private func compare(_ cursor: inout UnsafePointer<UInt8>, _ index: Int) -> FieldAction? {
        let gap = gaps + index
        let expected = UnsafeRawPointer(gap).assumingMemoryBound(to: UInt64.self)
        let found = UnsafeRawPointer(cursor)
        let full = Int(gap.pointee.fullWords)
        var word = 0
        while word < full {
            guard found.loadUnaligned(fromByteOffset: word &* 8, as: UInt64.self) == expected[word]
            else { return nil }
            word &+= 1
        }
        let last = found.loadUnaligned(fromByteOffset: word &* 8, as: UInt64.self)
        guard (last ^ expected[word]) & gap.pointee.lastMask == 0 else { return nil }
        cursor += Int(gap.pointee.length)
        return gap.pointee.action
    }

    /// Stores the `length` bytes at `start` as the gap before the value at `index`.
    @inline(never)
    mutating func learn(
        _ start: UnsafePointer<UInt8>, length: Int, at index: Int, action: FieldAction
    ) {
        guard index < AlleavesLimits.predictedKeysMax, index <= count else { return }
        guard length < AlleavesLimits.gapBytesMax else {
            // A hole in the sequence would shift the rest: predict nothing from here on.
            count = min(count, index)
            return
        }
        var gap = Gap(
            words: (0, 0, 0, 0, 0, 0, 0, 0), lastMask: 0, fullWords: Int32(length / 8),
            length: Int32(length), action: action)
        withUnsafeMutableBytes(of: &gap.words) { target in
            target.copyMemory(from: UnsafeRawBufferPointer(start: start, count: length))
        }
        let rest = length % 8
        gap.lastMask = rest == 0 ? 0 : UInt64(littleEndian: ~0 >> UInt64(64 - rest * 8))
        (gaps + index).initialize(to: gap)
        count = max(count, index &+ 1)
    }
}
