/// Bounds of the wire and of what peers may make us hold. Relations are asserted by a test.
public enum TTRPCLimits {
    /// Bytes of data in a frame: ttrpc's PROTOCOL.md, "Message Frame".
    public static let frameBytesMax = 4 << 20
    /// Bytes of an error's text: enough for a sentence with a path, too little to leak a document.
    public static let errorTextBytesMax = 1024
    /// Bytes of a service or method name echoed in an error.
    static let echoedNameBytesMax = 100
    /// Bytes read per system call: several hundred small requests, and it stays in the L2 cache.
    static let readBytesMax = 256 << 10
    /// First memory of a frame that did not arrive whole; it doubles with what really arrives, so
    /// that a header that promises 4 MiB does not cost 4 MiB.
    static let inputBytesFirst = 16 << 10
    /// Output buffers larger than this are given back when they run empty.
    static let outputKeptBytesMax = 64 << 10
    /// Bytes pulled from producers before the socket is tried: large writes, little memory.
    static let producerBacklogBytes = 512 << 10
    /// Bytes written for one connection before the loop looks at the others.
    static let turnBytesMax = 4 << 20
    /// Time after which a connection with more requests lets the others go first: inline handlers
    /// take microseconds, so only a long queue of slow ones gets there.
    static let turnNanosecondsMax: UInt64 = 2_000_000
    /// Messages that wait in a stream for its handler to receive them.
    static let streamInboxMessagesMax = 256
    /// Bytes that wait in a stream for its handler, two of the largest messages.
    static let streamInboxBytesMax = 8 << 20
    /// Bytes that a client keeps for one stream while somebody reads for another one.
    static let clientInboxBytesMax = 64 << 20
}

/// How a server is sized. The defaults fit a daemon on a small machine.
public struct ServerConfiguration: Sendable {
    /// Event-loop threads; nil takes the number of processors, 2 at most.
    public var loopThreads: Int?
    /// Threads for unary handlers that block, started as needed.
    public var workerThreads = 16
    /// Threads for stream handlers that block, started as needed.
    public var streamThreads = 64
    /// Calls that wait for a worker; further ones get RESOURCE_EXHAUSTED.
    public var queueLengthMax = 1024
    /// Open connections; further ones are closed at once.
    public var connectionsMax = 1024
    /// Calls and streams open at a time on one connection.
    public var streamsPerConnectionMax = 1024
    /// Bytes of output at which a connection is not read any more and senders wait.
    public var outputBytesMax = 4 << 20
    /// Bytes of finished replies at which a connection that does not read them is closed.
    public var outputBytesHardMax = 64 << 20
    /// Seconds that a peer may read nothing while output waits; then it is closed.
    public var stallSeconds = 30.0

    public init() {}
}
