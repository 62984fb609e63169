/// Limits of the wire format, and of the memory that a peer may occupy. A test checks their
/// relations.
public enum TTRPCLimits {
    /// Bytes of data in a frame: ttrpc's PROTOCOL.md, "Message Frame".
    public static let frameBytesMax = 4 << 20
    /// Bytes of an error's text: enough for a sentence with a path, too little to leak a document.
    public static let errorTextBytesMax = 1024
    /// Bytes of a service or method name that an error repeats.
    static let echoedNameBytesMax = 100
    /// Bytes per read: several hundred small requests, within the L2 cache.
    static let readBytesMax = 256 << 10
    /// Initial bytes for an incomplete frame; doubled with the bytes received, so that a header
    /// that announces 4 MiB does not reserve 4 MiB.
    static let inputBytesFirst = 16 << 10
    /// Larger output buffers are freed when they become empty.
    static let outputKeptBytesMax = 64 << 10
    /// Bytes pulled from producers before a write: few system calls, little memory.
    static let producerBacklogBytes = 512 << 10
    /// Bytes written to one connection before the loop serves the others.
    static let writeBytesPerEventMax = 4 << 20
    /// Time after which a connection with further requests yields to the others. Inline handlers
    /// take microseconds, so only a long queue of slow ones exceeds it.
    static let iterationNanosecondsMax: UInt64 = 2_000_000
    /// Unread messages in a stream's inbox at the server.
    static let streamInboxMessagesMax = 256
    /// Unread bytes in a stream's inbox at the server: two of the largest messages.
    static let streamInboxBytesMax = 8 << 20
    /// Unread bytes in a stream's inbox at the client, while another stream is read.
    static let clientInboxBytesMax = 64 << 20
}

/// The sizes of a server. The defaults fit a daemon on a small machine.
public struct ServerConfiguration: Sendable {
    /// Event-loop threads; nil means the number of processors, at most 2.
    public var loopThreads: Int?
    /// Threads for blocking unary handlers, started on demand.
    public var workerThreads = 16
    /// Threads for blocking stream handlers, started on demand.
    public var streamThreads = 64
    /// Calls queued for a worker; beyond it, calls get RESOURCE_EXHAUSTED.
    public var queueLengthMax = 1024
    /// Open connections; beyond it, they are closed at once.
    public var connectionsMax = 1024
    /// Concurrent calls and streams per connection.
    public var streamsPerConnectionMax = 1024
    /// Bytes of output above which a connection's input is paused and its senders wait.
    public var outputBytesMax = 4 << 20
    /// Bytes of output above which a connection is closed, because its peer does not read.
    public var outputBytesHardMax = 64 << 20
    /// Seconds without progress on pending output after which a connection is closed.
    public var stallSeconds = 30.0

    public init() {}
}
