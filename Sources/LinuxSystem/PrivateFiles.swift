import Glibc

/// Files and directories that their owner alone may read.
public enum PrivateFiles {
    /// From now on whatever this process creates is for its user alone, however it is created.
    public static func restrictNewFiles() { _ = umask(0o077) }

    /// Makes the directory `path` and those above it that are missing, with `mode` whatever the
    /// umask; true where `path` was made. What exists is left as it is.
    @discardableResult
    public static func makeDirectory(
        _ path: String, mode: UInt32 = 0o700
    ) throws(SystemError) -> Bool {
        if try FileFacts(path) != nil { return false }
        let parent = FilePath.parent(path)
        if parent != path, try FileFacts(parent) == nil { try makeDirectory(parent, mode: mode) }
        let code = SystemCall.code("mkdir") { mkdir(path, mode) }
        // Somebody else was quicker.
        if code == EEXIST { return false }
        guard code == 0 else { throw SystemError(call: "mkdir", code: code, context: path) }
        try SystemCall.check("chmod", context: path) { chmod(path, mode) }
        return true
    }

    /// Takes the rights of group and others away from a file or directory of `uid`; true where it
    /// had some. Links are not followed, and what belongs to others or is no plain file stays.
    public static func narrow(_ path: String, ownedBy uid: UInt32) throws(SystemError) -> Bool {
        // Opened, so that it cannot become another file between the look and the change.
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        var number: Int32 = -1
        let code = SystemCall.code("open") {
            number = open(path, flags)
            return number
        }
        // Gone meanwhile, or a link.
        if code == ENOENT || code == ELOOP { return false }
        guard code == 0 else { throw SystemError(call: "open", code: code, context: path) }
        let file = FileDescriptor(owning: number)
        var info = stat()
        try SystemCall.check("fstat", context: path) { fstat(file.rawValue, &info) }
        let facts = FileFacts(info)
        guard facts.isShared, facts.uid == uid, facts.kind == .file || facts.kind == .directory
        else { return false }
        try SystemCall.check("fchmod", context: path) {
            fchmod(file.rawValue, info.st_mode & 0o7700)
        }
        return true
    }
}
