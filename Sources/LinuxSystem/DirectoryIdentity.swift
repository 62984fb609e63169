import CLinux
import Glibc

/// Which directory a path leads to, whatever it is called.
public struct DirectoryIdentity: Equatable, Sendable {
    private let device: UInt64
    private let inode: UInt64

    /// The directory behind `path`, links followed; nil if there is none.
    public init?(_ path: String) throws(SystemError) {
        var info = Glibc.stat()
        let code = SystemCall.code("stat") { stat(path, &info) }
        if code == ENOENT || code == ENOTDIR { return nil }
        guard code == 0 else { throw SystemError(call: "stat", code: code, context: path) }
        guard info.st_mode & S_IFMT == S_IFDIR else { return nil }
        device = UInt64(info.st_dev)
        inode = UInt64(info.st_ino)
    }

    /// Whether `path` is where a file system is mounted: no rename can put another directory in
    /// its place (rename(2), EBUSY). False where it does not exist.
    public static func isMountPoint(_ path: String) throws(SystemError) -> Bool {
        var answer: Int32 = 0
        let code = SystemCall.code("statx") {
            answer = clinux_is_mount_point(path)
            return answer
        }
        if code == ENOENT || code == ENOTDIR { return false }
        guard code == 0 else { throw SystemError(call: "statx", code: code, context: path) }
        return answer == 1
    }
}
