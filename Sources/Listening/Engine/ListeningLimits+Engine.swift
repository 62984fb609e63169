/// Limits of the engine behind all listeners.
extension ListeningLimits {
    /// Messages and bytes that a client may send ahead of the slices before it is read no further.
    static let pushInboxMessagesMax = 128
    static let pushInboxBytesMax = 16 << 20
    /// Listen streams of all clients together.
    public static let listenersMax = 10_000
    /// Those of one user.
    public static let listenersPerUserMax = listenersMax / 2
    /// Documents per unit of work, each up to 1 MiB.
    static let listenDocumentsAtATime = 16
    /// A listener scans a collection when more than one in this many of its products was repriced:
    /// a point read costs about as much as five documents of a scan.
    static let listenScanShare = 5
    /// Repriced rows that a snapshot caches at most, four bytes each.
    static let listenRepricedRowsMax = 1 << 16
    /// Units of work, and the time, after which a slice yields to the others.
    static let listenUnitsPerSlice = 64
    static let listenSliceNanoseconds: UInt64 = 5_000_000
    /// Keys that one step, or one target with limit or offset, may hold: about 50 MiB. A larger
    /// step resets the targets and sends their complete state.
    static let listenKeysMax = 500_000
    /// Memory overhead of a key that a listener has still to send, bytes.
    static let notificationBytes = 160
    /// Commits per read of the change log.
    static let changesAtATime = 1_024
    /// Interval between checks of commits that affect no listener: the latency that batching may
    /// add to a snapshot.
    static let listenPauseNanoseconds: UInt64 = 3_000_000
    /// Interval between checks for stalled clients; only while there are listeners.
    static let listenTickNanoseconds: UInt64 = 1_000_000_000
    /// Time after which a client that reads nothing is disconnected.
    static let listenStallNanoseconds: UInt64 = 10_000_000_000
    /// Time after which a client that is behind the newest snapshot is disconnected: its snapshot
    /// keeps old documents on disk.
    static let listenBehindNanoseconds: UInt64 = 300_000_000_000
    /// Time after which an idle client gets a newer resume token.
    static let listenIdleNanoseconds: UInt64 = 30_000_000_000
}
