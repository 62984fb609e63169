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

    /// Whether the file system can exchange what lies beside `path`; tries it with two new
    /// directories (renameat2(2), EINVAL).
    public static func works(beside path: String) throws(SystemError) -> Bool {
        let trials = ["\(path).exchange-1", "\(path).exchange-2"]
        for trial in trials { _ = try PrivateFiles.makeDirectory(trial, withParents: false) }
        let code = SystemCall.code("renameat2") { clinux_exchange(trials[0], trials[1]) }
        for trial in trials { try remove(trial) }
        if code == EINVAL || code == ENOSYS { return false }
        guard code == 0 else { throw SystemError(call: "renameat2", code: code, context: path) }
        return true
    }

    /// Removes the directory `path` with the files in it, of which none is a directory; nothing if
    /// it is missing. Anything else of that name is removed itself: a link, not what it leads to.
    public static func remove(_ path: String) throws(SystemError) {
        guard let found = try FileAttributes(path) else { return }
        guard found.kind == .directory else { return try DurableFiles.remove(path) }
        for name in try FilePath.names(in: path) { try DurableFiles.remove("\(path)/\(name)") }
        try SystemCall.check("rmdir", context: path) { rmdir(path) }
    }
}
