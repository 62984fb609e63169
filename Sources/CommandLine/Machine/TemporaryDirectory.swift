import Glibc
import LinuxSystem

/// A temporary directory below /tmp with a short path, because the path of a socket in it must fit
/// 108 bytes.
public enum TemporaryDirectory {
    /// Creates `/tmp/{prefix}XXXXXX`, accessible to this user only.
    public static func create(prefix: String) throws(CommandFailure) -> String {
        var template = Array("/tmp/\(prefix)XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CommandFailure(.failed, "no directory can be created in /tmp")
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes the directory recursively; ignores errors and does not follow links.
    public static func remove(_ path: String) { remove(path, depth: 0) }

    private static func remove(_ path: String, depth: Int) {
        var info = stat()
        guard depth < 16, lstat(path, &info) == 0 else { return }
        guard info.st_mode & S_IFMT == S_IFDIR else {
            unlink(path)
            return
        }
        for name in (try? FilePath.names(in: path)) ?? [] {
            remove("\(path)/\(name)", depth: depth + 1)
        }
        rmdir(path)
    }
}
