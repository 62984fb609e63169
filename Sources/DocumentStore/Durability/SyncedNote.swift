import Ordering

/// What each commit says in the log of those before it: which had been synced to the disk when it
/// was written. A loss of power may take any of the others, whole or in part, and none of these: so
/// a hole in the log is told from damage.
enum SyncedNote {
    // note := 0x53 | commit: u64 big-endian
    private static let kind: UInt8 = 0x53

    static func bytes(_ commit: UInt64) -> [UInt8] { [kind] + BigEndian.bytes(commit) }

    /// The commit; nil of other notes.
    static func commit(_ bytes: UnsafeRawBufferPointer) -> UInt64? {
        guard bytes.count == 9, bytes[0] == kind else { return nil }
        return BigEndian.value(bytes, at: 1)
    }
}
