import Glibc

/// The attributes of a path (lstat); symbolic links are not followed.
public struct FileAttributes: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        case directory, file, link, socket, other
    }

    public let kind: Kind
    /// The permission bits, including set-user-id and sticky.
    public let mode: UInt32
    /// The owner's user id.
    public let uid: UInt32
    /// The file system's device.
    public let device: UInt64
    /// The number of hard links.
    public let links: Int

    /// The attributes of `path`; nil if it does not exist. Throws on other errors.
    public init?(_ path: String) throws(SystemError) {
        var info = stat()
        let code = SystemCall.code("lstat") { lstat(path, &info) }
        if code == ENOENT { return nil }
        guard code == 0 else { throw SystemError(call: "lstat", code: code, context: path) }
        self.init(info)
    }

    init(_ info: stat) {
        kind =
            switch info.st_mode & S_IFMT {
            case S_IFDIR: .directory
            case S_IFREG: .file
            case S_IFLNK: .link
            case S_IFSOCK: .socket
            default: .other
            }
        mode = info.st_mode & 0o7777
        uid = info.st_uid
        device = UInt64(info.st_dev)
        links = Int(info.st_nlink)
    }

    /// Whether group or others have any permission.
    public var isShared: Bool { mode & 0o077 != 0 }
    /// Whether the sticky bit is set, as on /tmp.
    public var isSticky: Bool { mode & 0o1000 != 0 }
}

/// Operations on paths.
public enum FilePath {
    /// `path` without links, `.` and `..`. REQUIRES: every component exists.
    public static func resolved(_ path: String) throws(SystemError) -> String {
        var text = ""
        let code = SystemCall.code("realpath") {
            guard let found = realpath(path, nil) else { return -1 }
            defer { free(found) }
            text = String(cString: found)
            return 0
        }
        guard code == 0 else { throw SystemError(call: "realpath", code: code, context: path) }
        return text
    }

    /// `path` without trailing slashes; the root is kept.
    public static func trimmed(_ path: String) -> String {
        var rest = Substring(path)
        while rest.count > 1, rest.hasSuffix("/") { rest.removeLast() }
        return String(rest)
    }

    /// The directory of `path`; `.` for a bare name.
    public static func parent(_ path: String) -> String {
        let path = trimmed(path)
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : trimmed(String(path[..<slash]))
    }

    /// The last component of `path`.
    public static func name(_ path: String) -> String {
        let path = trimmed(path)
        return path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// The names in the directory `path`, without `.` and `..`, unordered.
    public static func names(in path: String) throws(SystemError) -> [String] {
        var directory: OpaquePointer?
        let code = SystemCall.code("opendir") {
            directory = opendir(path)
            return directory == nil ? -1 : 0
        }
        guard code == 0, let directory else {
            throw SystemError(call: "opendir", code: code, context: path)
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
