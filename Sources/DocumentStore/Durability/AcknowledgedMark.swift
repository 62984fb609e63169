import LinuxSystem
import Ordering
import RocksStore
import StatusCodes
import Synchronization

/// The newest commit that was acknowledged, in a file of our own: written after the log and before
/// the acknowledgement, so that an end of the process leaves it exact. It is synced every few
/// seconds and at the close only; after a loss of power it is a lower bound.
///
/// The file's lock is held while the store is open. Any thread.
final class AcknowledgedMark: Sendable {
    /// What the file says.
    struct Content: Equatable, Sendable {
        /// The newest acknowledged commit.
        var acknowledged: UInt64 = 0
        /// The newest one that was in the log on disk when it was acknowledged; less than
        /// `acknowledged` only without syncs, ``SyncLevel/off``.
        var synced: UInt64 = 0
        /// The number of the newest log that was seen, which may be followed by newer ones; 0 where
        /// that was not written down.
        var newestLog: UInt64 = 0
        /// Whether the machine has been up since: nothing that was written can be missing then.
        var isOfThisBoot = true

        /// The commit that the files must reach.
        var required: UInt64 { isOfThisBoot ? acknowledged : synced }
        /// Whether commits behind ``required`` may lie in a log in any state.
        var isTailUnsynced: Bool { !isOfThisBoot && acknowledged > synced }
    }

    // file := slot at 0 | slot at 4096; the later generation counts
    // slot := "PMACKED2" | store: u64 | generation: u64 | acknowledged: u64 | synced: u64
    //       | boot: u64 | newest log: u64 | crc32c of the bytes before: u32  (integers big-endian)
    // Former versions wrote "PMACKED1", without the log.
    private static let magic: UInt64 = 0x504D_4143_4B45_4432
    private static let formerMagic: UInt64 = 0x504D_4143_4B45_4431
    private static let words = 7
    private static let formerWords = 6
    private static let slotBytes = words * 8 + 4
    private static let slotStride: UInt64 = 4096

    private struct State {
        var content: Content
        var generation: UInt64
        var syncedAt: UInt64
        var hasChanged = false
    }

    private let file: PositionedFile
    private let store: UInt64
    private let boot: UInt64
    private let state: Mutex<State>

    private init(
        _ file: PositionedFile, store: UInt64, boot: UInt64, _ content: Content,
        _ generation: UInt64
    ) {
        self.file = file
        self.store = store
        self.boot = boot
        state = Mutex(
            State(
                content: content, generation: generation,
                syncedAt: SystemClock.monotonicNanoseconds()))
    }

    /// Opens the mark of `directory` and takes its lock. Throws `locked` if it is held, and
    /// `corruption` if the mark is missing, damaged or of another store. Where the file cannot be
    /// opened for writing and `mayRead`, it is opened for reading.
    static func claim(
        _ directory: String, store: UInt64, mayRead: Bool = false
    ) throws(Status) -> AcknowledgedMark {
        let path = "\(directory)/\(StoreFiles.mark)"
        let file = try onDisk("open") { () throws(SystemError) in
            guard try FileAttributes(path) != nil else { return PositionedFile?.none }
            do throws(SystemError) {
                return try PositionedFile(path, .readWrite)
            } catch {
                guard mayRead else { throw error }
                return try PositionedFile(path, .read)
            }
        }
        guard var file else {
            throw StoreCheck.damage(directory, of: StoreFiles.mark, "it is missing")
                .status(directory)
        }
        guard try onDisk("lock", file.lock) else { throw Status(.locked, "open", "") }
        if let own = try separated(path) { file = own }
        let boot = SystemProcess.bootNumber
        let found = try Self.read(file, store: store, boot: boot)
        guard let found else {
            throw StoreCheck.damage(directory, of: StoreFiles.mark, "it is damaged")
                .status(directory)
        }
        return AcknowledgedMark(file, store: store, boot: boot, found.content, found.generation)
    }

    /// A file of its own with the same contents, where the one at `path` has another name too: in a
    /// copy of the directory by hard links, whose mark this store must not write. Nil where it has
    /// one name, or the disk cannot be written. REQUIRES: its lock is held.
    private static func separated(_ path: String) throws(Status) -> PositionedFile? {
        guard let links = try? FileAttributes(path)?.links, links > 1,
            let bytes = try? RegularFile(path).contents(bytesMax: 1 << 16),
            (try? DurableFiles.replace(path, with: bytes)) != nil
        else { return nil }
        return try onDisk("open") { () throws(SystemError) in
            let file = try PositionedFile(path, .readWrite)
            guard try file.lock() else {
                return PositionedFile?.none
            }
            return file
        }
    }

    /// Makes the mark of `directory` anew, at `commit`, and takes its lock; it is on disk when the
    /// call returns. Throws `locked`.
    static func create(
        _ directory: String, store: UInt64, at commit: UInt64
    ) throws(Status) -> AcknowledgedMark {
        let path = "\(directory)/\(StoreFiles.mark)"
        let file = try onDisk("acknowledged mark") { () throws(SystemError) in
            try PositionedFile(path, .create)
        }
        guard try onDisk("lock", file.lock) else { throw Status(.locked, "open", "") }
        let mark = AcknowledgedMark(
            file, store: store, boot: SystemProcess.bootNumber,
            Content(acknowledged: commit, synced: commit), 0)
        // Both slots: the disk has room for all that is ever written, and neither is an old one.
        try mark.write(isSynced: true)
        try mark.write(isSynced: true)
        try onDisk("acknowledged mark") { () throws(SystemError) in
            try DurableFiles.syncDirectory(directory)
        }
        return mark
    }

    /// What the mark of `directory` says, without its lock; nil if it is missing or damaged.
    static func look(_ directory: String, store: UInt64) throws(Status) -> Content? {
        let path = "\(directory)/\(StoreFiles.mark)"
        let file = try onDisk("open") { () throws(SystemError) in
            guard try FileAttributes(path) != nil else { return PositionedFile?.none }
            return try PositionedFile(path, .read)
        }
        guard let file else { return nil }
        return try read(file, store: store, boot: SystemProcess.bootNumber)?.content
    }

    var content: Content { state.withLock { $0.content } }

    /// Notes the number of the newest log; it is written down with the next commit.
    func noteLog(_ number: UInt64) { state.withLock { $0.content.newestLog = number } }

    /// Notes that `commit` and all before it are about to be acknowledged, and whether their log
    /// was synced.
    func acknowledge(_ commit: UInt64, isLogSynced: Bool) throws(Status) {
        let now = SystemClock.monotonicNanoseconds()
        try state.withLock { state throws(Status) in
            guard commit > state.content.acknowledged else { return }
            state.content.acknowledged = commit
            if isLogSynced { state.content.synced = commit }
            try write(&state)
            if now &- state.syncedAt > DocumentStoreLimits.markSyncNanoseconds {
                state.syncedAt = now
                try onDisk("acknowledged mark", file.syncContents)
            }
        }
    }

    /// Writes the mark to disk and releases its lock; `isLogSynced` says whether the log is there.
    func close(isLogSynced: Bool) throws(Status) {
        defer { file.unlock() }
        guard state.withLock({ $0.hasChanged }) else { return }
        try write(isSynced: isLogSynced)
    }

    private func write(isSynced: Bool) throws(Status) {
        try state.withLock { state throws(Status) in
            if isSynced { state.content.synced = state.content.acknowledged }
            try write(&state)
        }
        try onDisk("acknowledged mark", file.syncContents)
    }

    private func write(_ state: inout State) throws(Status) {
        state.generation += 1
        state.hasChanged = true
        let content = state.content
        precondition(content.synced <= content.acknowledged, "what is synced is acknowledged")
        var words = (
            Self.magic.bigEndian, store.bigEndian, state.generation.bigEndian,
            content.acknowledged.bigEndian, content.synced.bigEndian, boot.bigEndian,
            content.newestLog.bigEndian, UInt32(0)
        )
        let offset = state.generation % 2 * Self.slotStride
        try onDisk("acknowledged mark") { () throws(SystemError) in
            try withUnsafeMutablePointer(to: &words) { words throws(SystemError) in
                let all = UnsafeRawBufferPointer(start: words, count: Self.slotBytes)
                let body = UnsafeRawBufferPointer(rebasing: all[..<(Self.words * 8)])
                words.pointee.7 = CRC32C.of(body).bigEndian
                try file.write(all, at: offset)
            }
        }
    }

    private static func read(
        _ file: PositionedFile, store: UInt64, boot: UInt64
    ) throws(Status) -> (content: Content, generation: UInt64)? {
        var slots: [(content: Content, generation: UInt64)] = []
        for slot in 0..<UInt64(2) {
            var bytes = [UInt8](repeating: 0, count: slotBytes)
            let count = try onDisk("acknowledged mark") { () throws(SystemError) in
                try file.read(at: slot * slotStride, into: &bytes, count: slotBytes)
            }
            if let found = decode(bytes[..<count], words, magic, store, boot)
                ?? decode(bytes[..<count], formerWords, formerMagic, store, boot)
            {
                slots.append(found)
            }
        }
        // Only a loss of power can leave one torn: then the other is the lower bound.
        guard let newest = slots.max(by: { $0.generation < $1.generation }),
            slots.count == 2 || !newest.content.isOfThisBoot
        else { return nil }
        return newest
    }

    private static func decode(
        _ bytes: ArraySlice<UInt8>, _ count: Int, _ magic: UInt64, _ store: UInt64, _ boot: UInt64
    ) -> (content: Content, generation: UInt64)? {
        guard bytes.count >= count * 8 + 4 else { return nil }
        return bytes.withUnsafeBytes { bytes in
            let words = (0..<count).compactMap { BigEndian.value(bytes, at: $0 * 8) }
            let body = UnsafeRawBufferPointer(rebasing: bytes[..<(count * 8)])
            let crc = bytes.loadUnaligned(fromByteOffset: count * 8, as: UInt32.self)
            guard words.count == count, UInt32(bigEndian: crc) == CRC32C.of(body),
                words[0] == magic, words[1] == store, words[4] <= words[3]
            else { return nil }
            let content = Content(
                acknowledged: words[3], synced: words[4],
                newestLog: count > formerWords ? words[6] : 0, isOfThisBoot: words[5] == boot)
            return (content, words[2])
        }
    }
}
