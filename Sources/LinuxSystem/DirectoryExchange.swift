import CLinux
import Glibc

/// Puts a directory in the place of another.
public enum DirectoryExchange {
    /// Exchanges the names `first` and `second`, of one file system, in one step: at no time does
    /// either lead nowhere. On disk when the call returns.
    public static func exchange(_ first: String, _ second: String) throws(SystemError) {
        try SystemCall.check("renameat2", context: first) { clinux_exchange(first, second) }
        try DurableFiles.syncDirectory(FilePath.parent(first))
        if FilePath.parent(first) != FilePath.parent(second) {
            try DurableFiles.syncDirectory(FilePath.parent(second))
        }
    }

    /// Removes the directory `path` with the files in it, of which none is a directory; nothing if
    /// it is missing.
    public static func remove(_ path: String) throws(SystemError) {
        guard try FileAttributes(path) != nil else { return }
        for name in try FilePath.names(in: path) { try DurableFiles.remove("\(path)/\(name)") }
        try SystemCall.check("rmdir", context: path) { rmdir(path) }
    }
}
