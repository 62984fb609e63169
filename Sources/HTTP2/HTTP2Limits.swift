/// Limits of the wire format, and of what a peer may make a connection hold or do. A test checks
/// their relations.
public enum HTTP2Limits {
    // RFC 9113.

    /// Bytes of a frame's payload that every peer takes, and all that this end takes.
    public static let frameBytesMin = 16_384
    /// Bytes of a frame's payload that a peer may announce to take.
    static let frameBytesMax = 0xFF_FFFF
    /// Bytes of the largest flow-control window.
    public static let windowMax = 0x7FFF_FFFF
    /// Bytes of the windows of a connection, and of a stream, before anybody changes them.
    public static let windowInitial = 65_535
    /// The largest stream number.
    public static let streamIDMax: UInt32 = 0x7FFF_FFFF

    // Header blocks.

    /// Bytes of an encoded header block, in all its frames: what a list of the largest size needs
    /// where nothing is compressed. VU#421644: a block has an end.
    static let headerBlockBytesMax = 32 << 10
    /// CONTINUATION frames behind one HEADERS: frames of the usual size need one.
    static let continuationsMax = 8
    /// Bytes of a header list as RFC 9113, 6.5.2 counts them, 32 for each field among them: twice
    /// gRPC's default, room for a token of 8 KiB.
    public static let headerListBytesMax = 16 << 10
    /// Fields of a list: ten times as many as gRPC's clients send.
    public static let headerFieldsMax = 128
    /// Bytes of memory for fields that a connection keeps from one list to the next.
    static let keptFieldBytesMax = 4 << 10
    /// Bytes of the table that a peer may fill: the default of HTTP/2, which is never raised.
    public static let tableBytesMax = 4096
    /// Bytes of a header block that is compared with the one before it: a block of indexes alone
    /// is shorter.
    static let rememberedBlockBytesMax = 256

    /// Places for streams that a connection keeps while it has none.
    static let keptPlacesMax = 64

    // Sending.

    /// Bytes of a frame of ours where the peer takes larger ones than it must: a turn of others
    /// waits for no more.
    static let sentFrameBytesMax = 64 << 10
    /// Bytes of text in a GOAWAY.
    static let debugTextBytesMax = 128
    /// Bytes that wait for windows to open, of all streams of a connection, above which further
    /// requests are refused: CVE-2019-9517, a peer that asks and does not read.
    public static let queuedBytesMax = 64 << 20
    /// Streams ended by this end whose last frames may still be under way.
    static let recentlyEndedMax = 256

    // Budgets. Work that serves nobody costs a token; calls that end and time bring tokens back.

    /// Frames in a row that serve nobody: PING, SETTINGS, PRIORITY, unknown and empty ones. A
    /// client that measures its bandwidth sends one PING for each message that it reads.
    static let idleFramesMax = 1_000
    /// The same, for each second.
    static let idleFramesPerSecond = 100
    /// Calls in a row that end before they are answered: CVE-2023-44487. All calls of one
    /// connection may be cancelled at once.
    static let resetsMax = 2_000
    /// The same, for each second.
    static let resetsPerSecond = 200
}

/// What a connection announces and allows.
public struct HTTP2Configuration: Sendable {
    /// Streams at once.
    public var streamsMax = 1_024
    /// Bytes that a stream's peer may send before they are consumed: several frames, so that a
    /// sender need not wait for each. At least ``HTTP2Limits/windowInitial``.
    public var streamWindow = 256 << 10
    /// The same for all streams together.
    public var connectionWindow = 1 << 20
    /// Bytes of a header list.
    public var headerListBytesMax = HTTP2Limits.headerListBytesMax
    /// Bytes that wait for windows above which requests are refused.
    public var queuedBytesMax = HTTP2Limits.queuedBytesMax

    public init() {}
}
