import LinuxSystem
import RocksStore
import StatusCodes

/// The free space of the store's disk, at one time.
struct DiskSpace: Sendable {
    /// Bytes; nil where the system does not say, which is no reason to refuse anything.
    let available: UInt64?

    init(available: UInt64?) { self.available = available }

    init(_ directory: String) {
        available = try? FileSystemSpace.availableBytes(at: directory)
    }

    /// The refusal to write new tables of `tables` bytes, which a compaction does; nil where the
    /// reserve stays free besides. One that was refused needs a little more.
    func refusal(_ memoryBytes: Int, tables: UInt64, isRefusing: Bool = false) -> Status? {
        guard let available else { return nil }
        let reserve = DocumentStoreLimits.spaceReserveBytes(memoryBytes: memoryBytes)
        let needed = reserve + tables
        let eighths = isRefusing ? DocumentStoreLimits.spaceResumedEighths : 8
        guard available < needed / 8 * eighths else { return nil }
        return Status(
            .full, "compact",
            "the store's disk has \(available >> 20) MiB free; new tables need up to"
                + " \(tables >> 20) MiB beside the \(reserve >> 20) MiB that are kept in reserve")
    }

    /// The refusal of a write of `bytes` to a store of `memoryBytes`; nil where the reserve stays
    /// free. A store that `isRefusing` needs a little more.
    func refusal(_ memoryBytes: Int, bytes: Int = 0, isRefusing: Bool = false) -> Status? {
        guard let available else { return nil }
        let reserve = DocumentStoreLimits.spaceReserveBytes(memoryBytes: memoryBytes)
        let eighths = isRefusing ? DocumentStoreLimits.spaceResumedEighths : 8
        let needed = reserve / 8 * eighths
        // A batch lies in the log and in a table.
        guard available < needed || (available - needed) / 2 < UInt64(bytes) else { return nil }
        return Status(
            .full, "write",
            "the store's disk has \(available >> 20) MiB free, of which \(reserve >> 20) MiB are"
                + " kept in reserve; reads go on, and writes resume when there is space")
    }
}
