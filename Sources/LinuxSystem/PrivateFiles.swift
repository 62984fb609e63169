import Glibc

/// Files and directories accessible to their owner only.
public enum PrivateFiles {
    /// Makes all files that this process creates from now on accessible to its user only (umask).
    public static func restrictNewFiles() { _ = umask(0o077) }

    /// Creates the directory `path`, and missing parents unless told not to, with exactly `mode`,
    /// whatever the umask; true if `path` was created. Existing directories are not changed.
    @discardableResult
    public static func makeDirectory(
        _ path: String, mode: UInt32 = 0o700, withParents: Bool = true
    ) throws(SystemError) -> Bool {
        if try FileAttributes(path) != nil { return false }
        let parent = FilePath.parent(path)
        if withParents, parent != path, try FileAttributes(parent) == nil {
            try makeDirectory(parent, mode: mode)
        }
        let code = SystemCall.code("mkdir") { mkdir(path, mode) }
        // Created by another process meanwhile.
        if code == EEXIST { return false }
        guard code == 0 else { throw SystemError(call: "mkdir", code: code, context: path) }
        try SystemCall.check("chmod", context: path) { chmod(path, mode) }
        return true
    }

    /// Removes the permissions of group and others from a file or directory of `uid`; true if it
    /// had any. Does not follow links, and leaves other owners' and special files alone.
    public static func narrow(_ path: String, ownedBy uid: UInt32) throws(SystemError) -> Bool {
        // Opened, so that the file cannot be exchanged between check and change.
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        var number: Int32 = -1
        let code = SystemCall.code("open") {
            number = open(path, flags)
            return number
        }
        // Removed meanwhile, or a link.
        if code == ENOENT || code == ELOOP { return false }
        guard code == 0 else { throw SystemError(call: "open", code: code, context: path) }
        let file = FileDescriptor(owning: number)
        var info = stat()
        try SystemCall.check("fstat", context: path) { fstat(file.rawValue, &info) }
        let attributes = FileAttributes(info)
        guard attributes.isShared, attributes.uid == uid,
            attributes.kind == .file || attributes.kind == .directory
        else { return false }
        try SystemCall.check("fchmod", context: path) {
            fchmod(file.rawValue, info.st_mode & 0o7700)
        }
        return true
    }
}
