import Glibc

/// A regular file that is read and written at given offsets. Any thread.
public struct PositionedFile: Sendable {
    public enum Access: Sendable {
        case read
        case readWrite
        /// Reads and writes; makes the file, for its owner only, where it is missing.
        case create
    }

    private let descriptor: FileDescriptor
    private let name: String

    /// Opens `path`; not through a symbolic link.
    public init(_ path: String, _ access: Access) throws(SystemError) {
        let flags =
            switch access {
            case .read: O_RDONLY
            case .readWrite: O_RDWR
            case .create: O_RDWR | O_CREAT
            }
        let number = try SystemCall.check("open", context: path) {
            open(path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        }
        descriptor = FileDescriptor(owning: number)
        name = path
    }

    /// Fills `buffer` from `offset` on, less only at the end of the file; returns the bytes read.
    public func read(
        at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
    ) throws(SystemError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let count = try SystemCall.check("pread", context: name) {
                pread(
                    descriptor.rawValue, buffer.baseAddress! + filled, buffer.count - filled,
                    off_t(clamping: offset &+ UInt64(filled)))
            }
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// As ``read(at:into:)``, at most the `count` elements of `bytes`.
    public func read(
        at offset: UInt64, into bytes: inout [UInt8], count: Int
    ) throws(SystemError) -> Int {
        try bytes.withUnsafeMutableBufferPointer { buffer throws(SystemError) in
            let part = UnsafeMutableRawBufferPointer(buffer)
            return try read(
                at: offset,
                into: UnsafeMutableRawBufferPointer(
                    rebasing: part[..<count]))
        }
    }

    /// As ``write(_:at:)``, for an array.
    public func write(_ bytes: [UInt8], at offset: UInt64) throws(SystemError) {
        try bytes.withUnsafeBufferPointer { buffer throws(SystemError) in
            try write(UnsafeRawBufferPointer(buffer), at: offset)
        }
    }

    /// Writes all of `bytes` at `offset`. What a failed call has written is unknown.
    public func write(
        _ bytes: UnsafeRawBufferPointer, at offset: UInt64
    ) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            written += try SystemCall.check("pwrite", context: name) {
                pwrite(
                    descriptor.rawValue, bytes.baseAddress! + written, bytes.count - written,
                    off_t(clamping: offset &+ UInt64(written)))
            }
        }
    }

    /// Returns when the file's contents are on disk. After a failure nobody knows which are.
    public func syncContents() throws(SystemError) {
        try SystemCall.check("fdatasync", context: name) { fdatasync(descriptor.rawValue) }
    }

    /// Takes the file's lock (flock(2)) until ``unlock()`` or the last reference goes; false if
    /// another open file, of this process or another, has it.
    public func lock() throws(SystemError) -> Bool {
        let code = SystemCall.code("flock") { flock(descriptor.rawValue, LOCK_EX | LOCK_NB) }
        if code == EWOULDBLOCK { return false }
        guard code == 0 else { throw SystemError(call: "flock", code: code, context: name) }
        return true
    }

    /// Releases the lock.
    public func unlock() {
        // Fails only for a descriptor that is not open.
        _ = SystemCall.code("flock") { flock(descriptor.rawValue, LOCK_UN) }
    }
}
