import Ordering
import RocksStore
import StatusCodes

/// Keys of a family that the tables cannot give back: above `after`, below `before`.
package struct UnreadableRange: Equatable, Sendable {
    /// The last key that was read before; nil for the beginning of the family.
    package let after: [UInt8]?
    /// The next key that can be read; nil for the end of the family.
    package let before: [UInt8]?
    /// What the engine says.
    package let cause: String
}

extension StoreSource {
    /// As ``entries(_:_:_:)`` over the whole family, going on behind what cannot be read: `skipped`
    /// is told of each such range. Rethrows what `body` throws.
    package func readableEntries(
        _ family: ColumnFamily, skipped: (UnreadableRange) -> Void,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) throws(Status) -> Void
    ) throws(Status) {
        var range = KeyRange()
        var ranges = 0
        while true {
            var last: [UInt8]?
            var ours: Status?
            do throws(Status) {
                try entries(family, range) { key, value throws(Status) in
                    do throws(Status) {
                        try body(key, value)
                    } catch {
                        ours = error
                        throw error
                    }
                    if last?.count == key.count {
                        last?.withUnsafeMutableBytes { $0.copyMemory(from: key) }
                    } else {
                        last = [UInt8](key)
                    }
                    return true
                }
                return
            } catch {
                if let ours { throw ours }
                let after = last ?? (range.lower.isEmpty ? nil : range.lower)
                ranges += 1
                let next =
                    ranges < DocumentStoreLimits.unreadableRangesMax
                    ? nextReadable(family, above: after ?? []) : nil
                skipped(UnreadableRange(after: after, before: next, cause: error.cause))
                guard let next else { return }
                range.lower = next
            }
        }
    }

    /// The first key above the unreadable ones that follow `key`; nil if there is none.
    private func nextReadable(_ family: ColumnFamily, above key: [UInt8]) -> [UInt8]? {
        // Ever shorter prefixes of the key, each raised by one: targets that lie ever further.
        var failed = key
        var upper: Reached?
        for count in stride(from: key.count, to: 0, by: -1) {
            guard let target = KeyRange.successor(ofPrefix: Array(key[..<count])) else { continue }
            upper = reached(family, target)
            if upper != nil { break }
            failed = target
        }
        // Behind all keys.
        upper = upper ?? reached(family, [UInt8](repeating: 0xFF, count: 8))
        return upper.flatMap { nearest(family, failed, $0) }
    }

    /// The first key at `target` or above it, which can be read; nil at the end.
    private typealias Reached = (target: [UInt8], key: [UInt8]?)

    private func reached(_ family: ColumnFamily, _ target: [UInt8]) -> Reached? {
        if case .some(let key) = first(family, target) { (target, key) } else { nil }
    }

    /// The first key that can be read above `failed`, from where nothing can, and up to `upper`.
    /// Halves what lies between, down to the keys' last bits: keys have long prefixes in common.
    private func nearest(
        _ family: ColumnFamily, _ failed: [UInt8], _ upper: Reached
    ) -> [UInt8]? {
        var (failed, upper) = (failed, upper)
        let width = max(failed.count, upper.target.count, DocumentStoreLimits.unreadableKeyBytes)
        for _ in 0..<(8 * width) {
            let middle = ByteString.middle(failed, upper.target, width: width)
            guard ByteOrder.compare(failed, middle) < 0,
                ByteOrder.compare(middle, upper.target) < 0
            else { break }
            if let found = reached(family, middle) { upper = found } else { failed = middle }
        }
        return upper.key
    }

    /// The first key at or above `target`: nil where it cannot be read, .some(nil) at the end.
    private func first(_ family: ColumnFamily, _ target: [UInt8]) -> [UInt8]?? {
        var key: [UInt8]?
        do throws(Status) {
            try entries(family, KeyRange(lower: target)) { found, _ in
                key = [UInt8](found)
                return false
            }
            return .some(key)
        } catch {
            return .none
        }
    }
}

/// Arithmetic on keys.
enum ByteString {
    /// A string between two of which the lower comes first, taken as fractions of `width` digits.
    static func middle(_ lower: [UInt8], _ upper: [UInt8], width: Int) -> [UInt8] {
        func padded(_ bytes: [UInt8]) -> [UInt8] {
            bytes + [UInt8](repeating: 0, count: width - bytes.count)
        }
        let (low, high) = (padded(lower), padded(upper))
        var sum = [Int](repeating: 0, count: width)
        var carry = 0
        for index in (0..<width).reversed() {
            let digits = Int(low[index]) + Int(high[index]) + carry
            sum[index] = digits & 0xFF
            carry = digits >> 8
        }
        var rest = carry
        return sum.map { digit in
            let value = rest << 8 | digit
            rest = value & 1
            return UInt8(value >> 1)
        }
    }
}
