import Glibc
import TestSupport

/// One change of the disk as Tests/DiskFaults/Journal.h records it.
struct DiskChange {
    enum Kind: UInt32 {
        case write = 1
        case size, sync, create, directory, remove, rename, link, exchange
    }

    let kind: Kind
    /// Where the record lies in the journal.
    let position: UInt64
    let path: String
    let other: String
    let inode: UInt64
    let offset: UInt64
    let data: ArraySlice<UInt8>
}

/// Reads a journal to its end.
struct DiskJournal {
    struct Unreadable: Error, CustomStringConvertible { let description: String }

    private static let headerBytes = 40

    /// The changes of the journal at `path`, in order; none where there is no file.
    static func changes(_ path: String) throws -> [DiskChange] {
        let all = bytes(of: path)
        var changes: [DiskChange] = []
        var cursor = 0
        func number<Number: FixedWidthInteger>(_ offset: Int, _: Number.Type) -> Number {
            all.withUnsafeBytes {
                $0.loadUnaligned(fromByteOffset: cursor + offset, as: Number.self)
            }
        }
        while cursor < all.count {
            // Killed while it was written: then what it records was not told to anybody.
            guard all.count - cursor >= headerBytes else { break }
            let counts = [number(4, UInt32.self), number(8, UInt32.self)].map(Int.init)
            let count = Int(number(32, UInt64.self))
            guard let kind = DiskChange.Kind(rawValue: number(0, UInt32.self)) else {
                throw Unreadable(description: "\(path), byte \(cursor): no record")
            }
            let start = cursor + headerBytes
            let end = start + counts[0] + counts[1] + count
            guard end <= all.count else { break }
            let other = start + counts[0]
            changes.append(
                DiskChange(
                    kind: kind, position: UInt64(cursor),
                    path: String(decoding: all[start..<other], as: UTF8.self),
                    other: String(decoding: all[other..<other + counts[1]], as: UTF8.self),
                    inode: number(16, UInt64.self), offset: number(24, UInt64.self),
                    data: all[(end - count)..<end]))
            cursor = end
        }
        return changes
    }
}
