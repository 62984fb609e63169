/// Limits of what a gRPC client may send and make a call hold.
public enum GRPCLimits {
    /// Bytes of a message: Firestore's limit of a request.
    public static let messageBytesMax = 10 << 20
    /// Bytes of one connection's messages that are not whole, or that nobody takes: a dozen of the
    /// largest at once.
    public static let keptBytesMax = 128 << 20
    /// Bytes of a message's memory at first; doubled with the bytes received, so that a prefix that
    /// announces 10 MiB does not reserve them.
    static let messageBytesFirst = 4 << 10
    /// Bytes of a status' text, before it is encoded: as over ttrpc.
    public static let statusTextBytesMax = 1024
    /// Bytes of a status' details, encoded: a header list has room for them beside the text.
    public static let detailBytesMax = 4 << 10
    /// Bytes below which a message is not compressed: it would hardly become smaller.
    static let compressedBytesMin = 1024
}
