import CLinux
import Glibc

/// Whole-file locks of other processes (fcntl(2), "Advisory record locking").
public enum FileLock {
    /// The process that holds a lock on the file at `path`; nil if none does, this process does, or
    /// the file is missing. Does not change the file.
    public static func holder(of path: String) throws(SystemError) -> Int32? {
        var descriptor: Int32 = -1
        let code = SystemCall.code("open") {
            descriptor = open(path, O_RDONLY | O_CLOEXEC)
            return descriptor
        }
        if code == ENOENT { return nil }
        guard code == 0 else { throw SystemError(call: "open", code: code, context: path) }
        let file = FileDescriptor(owning: descriptor)
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        let asked = SystemCall.code("fcntl") { fcntl(file.rawValue, F_GETLK, &lock) }
        guard asked == 0 else { throw SystemError(call: "fcntl", code: asked, context: path) }
        return lock.l_type == Int16(F_UNLCK) ? nil : lock.l_pid
    }

    /// Takes the lock of the file at `path` for as long as the returned descriptor lives, making
    /// the file where it is missing; nil if another process or another part of this one has it.
    public static func take(_ path: String) throws(SystemError) -> FileDescriptor? {
        let number = try SystemCall.check("open", context: path) {
            open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        }
        let file = FileDescriptor(owning: number)
        let code = SystemCall.code("fcntl") { clinux_lock_file(number) }
        if code == EAGAIN || code == EACCES { return nil }
        guard code == 0 else { throw SystemError(call: "fcntl", code: code, context: path) }
        return file
    }
}
