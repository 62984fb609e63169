import Glibc

/// Changes of directories that survive a loss of power once the call returns.
public enum DurableFiles {
    /// Makes `bytes` the contents of the file at `path`, for its owner only: after a crash it has
    /// the old ones or the new ones. Writes `path.tmp` first.
    public static func replace(_ path: String, with bytes: [UInt8]) throws(SystemError) {
        let temporary = path + ".tmp"
        try remove(temporary)
        let file = try PositionedFile(temporary, .create)
        try file.write(bytes, at: 0)
        try file.syncContents()
        try move(temporary, to: path)
    }

    /// Cuts the file at `path` to its first `count` bytes by replacing it, so that another name of
    /// it keeps the whole. After a crash it has all of them or is whole.
    public static func replace(_ path: String, withFirst count: UInt64) throws(SystemError) {
        let temporary = path + ".tmp"
        try remove(temporary)
        let (source, target) = (
            try PositionedFile(path, .read), try PositionedFile(temporary, .create)
        )
        var chunk = [UInt8](repeating: 0, count: 256 << 10)
        var copied: UInt64 = 0
        while copied < count {
            let wanted = Int(min(UInt64(chunk.count), count - copied))
            guard try source.read(at: copied, into: &chunk, count: wanted) == wanted else {
                throw SystemError(call: "pread", code: EIO, context: path)
            }
            try target.write(Array(chunk[..<wanted]), at: copied)
            copied += UInt64(wanted)
        }
        try target.syncContents()
        try move(temporary, to: path)
    }

    /// Creates the directory `path`, and missing parents unless told not to, for its owner only;
    /// true if `path` was created. On disk when the call returns.
    @discardableResult
    public static func makeDirectory(
        _ path: String, withParents: Bool = true
    ) throws(SystemError) -> Bool {
        if try FileAttributes(path) != nil { return false }
        let parent = FilePath.parent(path)
        if withParents, parent != path { try makeDirectory(parent) }
        let isNew = try PrivateFiles.makeDirectory(path, withParents: false)
        try syncDirectory(parent)
        return isNew
    }

    /// Renames within one file system, over what is there.
    public static func move(_ path: String, to target: String) throws(SystemError) {
        try SystemCall.check("rename", context: path) { rename(path, target) }
        try syncDirectory(FilePath.parent(target))
        if FilePath.parent(path) != FilePath.parent(target) {
            try syncDirectory(FilePath.parent(path))
        }
    }

    /// Gives the file a second name, `target`, unless there is a file of that name.
    public static func link(_ path: String, to target: String) throws(SystemError) {
        let code = SystemCall.code("link") { Glibc.link(path, target) }
        guard code == 0 || code == EEXIST else {
            throw SystemError(call: "link", code: code, context: path)
        }
        try syncDirectory(FilePath.parent(target))
    }

    /// Removes a file; nothing if it is missing.
    public static func remove(_ path: String) throws(SystemError) {
        let code = SystemCall.code("unlink") { unlink(path) }
        guard code == 0 || code == ENOENT else {
            throw SystemError(call: "unlink", code: code, context: path)
        }
    }

    /// Returns when the names in the directory `path` are on disk.
    public static func syncDirectory(_ path: String) throws(SystemError) {
        let number = try SystemCall.check("open", context: path) {
            open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        }
        let directory = FileDescriptor(owning: number)
        try SystemCall.check("fsync", context: path) { fsync(directory.rawValue) }
    }
}
