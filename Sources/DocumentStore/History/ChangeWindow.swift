/// The commits that the change log retains, and when to truncate it.
///
/// Invariant: `entries[head...]` are the retained records by ascending version; `bytes` is the sum
/// of their sizes.
struct ChangeWindow {
    private var entries: [(version: UInt64, bytes: Int)] = []
    private var head = 0
    private(set) var bytes = 0
    private let recordsMax: Int
    private let bytesMax: Int

    init(
        recordsMax: Int = DocumentStoreLimits.changeRecordsMax,
        bytesMax: Int = DocumentStoreLimits.changeBytesMax
    ) {
        self.recordsMax = recordsMax
        self.bytesMax = bytesMax
    }

    var count: Int { entries.count - head }
    /// The newest version.
    var last: UInt64? { head < entries.count ? entries[entries.count - 1].version : nil }
    /// The oldest retained version.
    var first: UInt64? { head < entries.count ? entries[head].version : nil }

    /// Traps where the records and their sum do not agree; of many records, looks at the last.
    func checkInvariants() {
        precondition(head <= entries.count && bytes >= 0, "what is forgotten was there")
        let kept = entries[head...]
        precondition(
            zip(kept.suffix(64), kept.suffix(64).dropFirst()).allSatisfy {
                $0.version < $1.version
            },
            "versions ascend")
        guard count <= 256 else { return }
        precondition(bytes == kept.reduce(0) { $0 + $1.bytes }, "bytes are those of the records")
    }

    mutating func append(version: UInt64, bytes size: Int) {
        precondition(size >= 0, "a size")
        entries.append((version, size))
        bytes += size
    }

    /// When a bound is exceeded, drops the oldest records and returns the half-open range of
    /// versions to delete. Never drops the newest record.
    mutating func truncate() -> Range<UInt64>? {
        guard count > recordsMax || bytes > bytesMax, let oldest = first else { return nil }
        let kept = DocumentStoreLimits.changeKeptEighths
        while count > 1, count > recordsMax / 8 * kept || bytes > bytesMax / 8 * kept {
            bytes -= entries[head].bytes
            head += 1
        }
        precondition(bytes >= 0 && count > 0, "the newest record stays")
        guard let newFirst = first, newFirst > oldest else { return nil }
        if head > entries.count / 2 {
            entries.removeFirst(head)
            head = 0
        }
        return oldest..<newFirst
    }
}
