import Glibc

/// A regular file opened for reading. All methods concern the opened file, even if its path leads
/// to another one meanwhile.
public struct RegularFile: Sendable {
    /// Identifies a version of the contents, as far as the file system records changes.
    public struct Stamp: Equatable, Sendable {
        public let device: UInt64
        public let inode: UInt64
        public let bytes: Int64
        /// Modification time in nanoseconds since 1970.
        public let modified: Int64
    }

    private let descriptor: FileDescriptor
    private let name: String

    /// Opens `path` without blocking, which opening a pipe would. Throws unless it is a regular
    /// file.
    public init(_ path: String) throws(SystemError) {
        let number = try SystemCall.check("open", context: path) {
            open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        }
        descriptor = FileDescriptor(owning: number)
        name = path
        guard try attributes().st_mode & S_IFMT == S_IFREG else {
            throw SystemError(call: "open", code: EINVAL, context: "\(path) is no regular file")
        }
    }

    /// The file's current path in the kernel, without links.
    public func resolvedPath() throws(SystemError) -> String {
        try FilePath.resolved("/proc/self/fd/\(descriptor.rawValue)")
    }

    public func stamp() throws(SystemError) -> Stamp {
        let info = try attributes()
        return Stamp(
            device: UInt64(info.st_dev), inode: UInt64(info.st_ino), bytes: Int64(info.st_size),
            modified: Int64(info.st_mtim.tv_sec) * 1_000_000_000 + Int64(info.st_mtim.tv_nsec))
    }

    /// The whole contents; nil if larger than `bytesMax`.
    public func contents(bytesMax: Int) throws(SystemError) -> [UInt8]? {
        try SystemCall.check("lseek", context: name) { lseek(descriptor.rawValue, 0, SEEK_SET) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let result = try buffer.withUnsafeMutableBufferPointer { part throws(SystemError) in
                try descriptor.read(into: UnsafeMutableRawBufferPointer(part))
            }
            guard case .moved(let count) = result else { return bytes }
            guard bytes.count + count <= bytesMax else { return nil }
            bytes += buffer[..<count]
        }
    }

    private func attributes() throws(SystemError) -> stat {
        var info = stat()
        try SystemCall.check("fstat", context: name) { fstat(descriptor.rawValue, &info) }
        return info
    }
}
