/// Bounds of streams that a service keeps: Listen and Write.
extension ServiceLimits {
    /// Messages and bytes that a client may send ahead of a turn.
    static let pushInboxMessagesMax = 256
    static let pushInboxBytesMax = 16 << 20
    /// Listen streams of all clients together.
    static let listenersMax = 10_000
    /// Threads that read and send for all listeners: both processors of a small machine.
    static let listenThreads = 2
    /// Threads that commit for all Write streams: they mostly wait for the disk, together.
    static let writeStreamThreads = 4
    /// Documents that a listener's turn holds at a time; each may have a mebibyte.
    static let listenDocumentsAtATime = 16
    /// A listener reads a collection whole where more than one in so many of its products has
    /// another price: reading one by its key costs about what five cost in order.
    static let listenScanShare = 5
    /// Rows, of four bytes, that a listener keeps of those products at most.
    static let listenRepricedRowsMax = 1 << 16
    /// Bits of work after which a turn lets the others go first.
    static let listenBitsPerTurn = 64
    /// Keys that one step, or one target that shows its documents in an order, may hold: some
    /// 50 MiB. Beyond that a step tells the whole state anew.
    static let listenKeysMax = 500_000
    /// Commits that are read from the change log at a time.
    static let changesAtATime = 1_024
    /// Time between two looks at commits that concern nobody: what a snapshot may come later
    /// while others write a lot.
    static let listenPauseNanoseconds: UInt64 = 3_000_000
    /// Time between two looks at who does not read; only while somebody listens.
    static let listenTickNanoseconds: UInt64 = 1_000_000_000
    /// Time that a client may take nothing of what waits for it.
    static let listenStallNanoseconds: UInt64 = 10_000_000_000
    /// Time that a client may need to be told of a state; it holds old documents on disk.
    static let listenBehindNanoseconds: UInt64 = 300_000_000_000
    /// Time after which a client that heard nothing gets a newer token.
    static let listenIdleNanoseconds: UInt64 = 30_000_000_000
}
