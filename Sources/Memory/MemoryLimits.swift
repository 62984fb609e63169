/// How the memory of a process is divided.
public enum MemoryLimits {
    /// Sixteenths of all that the store has for its caches and buffers.
    static let storeSixteenths = 4
    /// Bytes for the store, however little there is: with less it would not keep up with writes.
    static let storeBytesMin = 8 << 20
    /// Bytes for work, however little is left: room for a frame, a commit and a page of a POS of
    /// the largest size at once.
    public static let workBytesMin = 96 << 20
    /// A piece of work that holds more than this part of its share leaves ``MemoryUse/keptPart`` of
    /// it to others, so that small ones go on beside any number of large ones.
    static let largePart = 16
    /// Bytes by which the catalogs may have more than is left before anybody is told.
    static let catalogBytesTolerated = 8 << 20
    /// Bytes by which a lease grows and shrinks, and that it holds uncounted: what a usual call
    /// takes costs no count.
    public static let leaseUnit = 16 << 10
    /// Freed bytes after which the allocator's free pages are given back to the system, and the
    /// least pause between two such: it takes some ten milliseconds for a gigabyte.
    public static let trimBytes = 4 << 20
    public static let trimNanoseconds: UInt64 = 2_000_000_000
}
