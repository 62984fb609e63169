import LinuxSystem
import Memory

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
    static let inputBytesFirst = 8 << 10
    /// Larger output buffers are freed when they become empty; less than ``MemoryLease`` counts.
    static let outputKeptBytesMax = 8 << 10
    /// As ``ServerConfiguration/outputBytesMax`` while much memory is taken by replies that nobody
    /// reads: one chunk of a menu.
    static let outputBytesPressed = 256 << 10
    /// Seconds without progress after which a connection is closed while its kind of memory is
    /// scarce: who reads and writes is not delayed as long by its own machine.
    static let stallSecondsPressed = 2.0
    /// How long a message waits for memory until its stream is ended, and how often it looks:
    /// longer than those who do not read are kept.
    static let memoryPatienceNanoseconds: UInt64 = 5_000_000_000
    static let memoryLookNanoseconds: UInt64 = 50_000_000
    /// Bytes of a reply that is sent whether there is memory or not: an error's.
    static let replyBytesForced = 2 << 10
    /// Bytes taken from producers and streams before a write: few system calls, little memory, and
    /// no long copy while others wait.
    static let producerBacklogBytes = 512 << 10
    /// Bytes written to one connection before the loop serves the others.
    static let writeBytesPerEventMax = 1 << 20
    /// Connections accepted before another listener has its turn.
    static let acceptsPerEvent = 64
    /// Time after which a connection with further requests yields to the others. Inline handlers
    /// take microseconds, so only a long queue of slow ones exceeds it.
    static let iterationNanosecondsMax: UInt64 = 2_000_000
    /// Unread messages in a stream's inbox at the server.
    static let streamInboxMessagesMax = 256
    /// Unread bytes in a stream's inbox at the server: two of the largest messages.
    static let streamInboxBytesMax = 8 << 20
    /// Unread bytes in a stream's inbox at the client, while another stream is read.
    static let clientInboxBytesMax = 64 << 20

    // Work. A thread that waits costs a few pages; one that runs costs a processor.

    /// Threads for reads and queries: as many streams whose readers are slow, half of them of one
    /// user.
    static let readThreads = 256
    /// Commits at once: those that wait together share one sync of the log.
    static let commitSlots = 16
    /// Commands for the upkeep of the store at once: they share the disk. Further ones whose
    /// callers do not read what they are sent have a thread all the same.
    static let upkeepSlots = 2
    static let upkeepThreads = 8
    /// Calls at once that wait for another server.
    static let outsideThreads = 32
    /// Calls of all users that wait for a thread, in each kind of work: 300 bytes each.
    public static let queueLengthMax = 65_536
    /// Bytes of requests that wait for a thread, in each kind of work; half of it for one user.
    static let queueBytesMax = 256 << 20
    /// Calls of a connection that wait for a thread before it is read no further, and the same
    /// where its user has a quarter of what may wait: enough to keep every thread busy.
    static let lineLengthMax = 64
    static let lineLengthMin = 4
    /// Bytes of a request that waits for a thread before its connection is read further.
    static let lineBytesMax = 1 << 20
    /// Time for which a call that may take long runs while others of its kind wait: a point query's
    /// tenfold, a hundred times what a change of threads costs.
    static let sliceNanoseconds: UInt64 = 5_000_000
    /// How often a call may be begun anew after a wait; each time it waits for something else.
    static let callBeginningsMax = 4
    /// Calls and streams of one connection: each costs some hundred bytes.
    public static let callsPerConnection = 1_024
    /// Streams of one user that are open: each may keep a version of the menu in memory.
    public static let streamsPerUser = 4_096
    /// Bytes of one user's incomplete frames: as many of the largest as a machine has clients.
    public static let inputBytesPerUser = 256 << 20
    /// Memory for an incomplete frame is counted in units of this many bytes: the usual frame costs
    /// no count.
    static let inputBytesCounted = MemoryLimits.leaseUnit
    /// Steps by which queries and scans are scheduled after the event loop and point reads.
    static let queryNiceness = 5
    static let scanNiceness = 10
}

/// The sizes of a server. The defaults fit a daemon on a small machine.
public struct ServerConfiguration: Sendable {
    /// Event-loop threads; nil means the number of processors, at most 2.
    public var loopThreads: Int?
    /// The threads of each kind of work, started on demand.
    public var shares = WorkShares(processors: SystemProcess.processorCount)
    /// Metadata keys of which a call has one value at most, in whatever case they are written.
    public var singleMetadataKeys: [String] = []
    /// What handlers that run on workers may wait for without one; see ``CallWaits``.
    public var waits: (any CallWaits)?
    /// Open connections; beyond it, they are closed at once.
    public var connectionsMax = 10_000
    /// Connections beyond those for the server's own user, so that whoever operates it gets in when
    /// several users together have taken all.
    public var connectionsReserved = 0
    /// What one user may have; nil for half of the connections, and ``TTRPCLimits/streamsPerUser``.
    public var perUser: PeerLimits?
    /// Seconds without a call after which a connection of a user with more than half of its share
    /// is closed.
    public var idleSeconds = 300.0
    /// The memory that requests and replies are taken from.
    public var memory = MemoryBudget.unlimited
    /// Told of everything that is refused because a user's share, or the server, is full. Any
    /// thread; must be brief.
    public var onRefusal: @Sendable (ShareRefusal) -> Void = { _ in }
    /// Concurrent calls and streams per connection.
    public var streamsPerConnectionMax = TTRPCLimits.callsPerConnection
    /// Calls of all users that wait for a thread, in each kind of work; half of them of one user.
    public var callsWaitingMax = TTRPCLimits.queueLengthMax
    /// Bytes of output above which a connection's input is paused and its senders wait.
    public var outputBytesMax = 4 << 20
    /// Bytes of output above which a connection is closed, because its peer does not read.
    public var outputBytesHardMax = 64 << 20
    /// Seconds without progress on pending output after which a connection is closed.
    public var stallSeconds = 30.0
    /// The same during a shutdown, which waits for streams that are read.
    public var drainStallSeconds = 3.0

    public init() {}
}
