import Glibc

/// The space of a file system.
public enum FileSystemSpace {
    /// Bytes that a user without privileges may still write where `path` is (statvfs(3)).
    public static func availableBytes(at path: String) throws(SystemError) -> UInt64 {
        var info = statvfs()
        try SystemCall.check("statvfs", context: path) { statvfs(path, &info) }
        let (bytes, overflow) = UInt64(info.f_bavail)
            .multipliedReportingOverflow(by: UInt64(info.f_frsize))
        return overflow ? .max : bytes
    }
}
