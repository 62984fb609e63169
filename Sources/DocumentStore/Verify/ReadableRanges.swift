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
        var found: [UInt8]?
        for count in stride(from: key.count, to: 0, by: -1) {
            guard let target = KeyRange.successor(ofPrefix: Array(key[..<count])) else { continue }
            switch first(family, target) {
            case .none: failed = target
            case .some(nil):
                // The end of the family can be reached, whatever lies before it.
                found = found ?? []
            case .some(let key?): found = key
            }
            if found != nil { break }
        }
        if found == nil, case .some(let key?) = first(family, [UInt8](repeating: 0xFF, count: 8)) {
            found = key
        }
        guard let found else { return nil }
        return nearest(family, failed, found)
    }

    /// Narrows the boundary between `failed`, from where nothing can be read, and `found`, which
    /// can; an empty `found` is the end of the family.
    private func nearest(
        _ family: ColumnFamily, _ failed: [UInt8], _ found: [UInt8]
    ) -> [UInt8]? {
        var (failed, found) = (failed, found)
        let width = max(failed.count, found.count) + 2
        for _ in 0..<DocumentStoreLimits.unreadableProbesMax {
            let upper = found.isEmpty ? [UInt8](repeating: 0xFF, count: width) : found
            let middle = ByteString.middle(failed, upper, width: width)
            guard ByteOrder.compare(failed, middle) < 0, ByteOrder.compare(middle, upper) < 0
            else { break }
            switch first(family, middle) {
            case .none: failed = middle
            case .some(nil): found = []
            case .some(let key?):
                if ByteOrder.compare(key, upper) == 0 {
                    // Nothing lies between: the target alone moves.
                    found = middle
                } else {
                    found = key
                }
            }
        }
        guard !found.isEmpty, case .some(let key?) = first(family, found) else { return nil }
        return key
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
