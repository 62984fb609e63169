import CLinux
import Glibc

/// Who may connect to a Unix socket.
public struct SocketPermissions: Equatable, Sendable {
    /// The file mode; connecting requires write permission (unix(7)).
    public var mode: UInt32
    /// The owning group of the socket file; nil keeps the process's.
    public var gid: UInt32?

    public init(mode: UInt32 = 0o660, gid: UInt32? = nil) {
        self.mode = mode
        self.gid = gid
    }
}

/// A listening socket. A Unix socket's file is removed with it. Any thread.
public final class ListeningSocket: Sendable {
    /// Readable while a connection waits.
    public let descriptor: FileDescriptor
    /// The path of a Unix socket, or "127.0.0.1:port".
    public let address: String
    /// The bound TCP port; 0 for Unix sockets.
    public let port: UInt16
    /// Device and inode of the socket file, so that a successor's file is not removed.
    private let fileIdentity: FileIdentity?

    private struct FileIdentity: Equatable {
        let device: UInt64
        let inode: UInt64
    }

    /// Listens at `path`. Replaces a stale socket file; throws EADDRINUSE if a process listens
    /// there, or if the path is something else. Sets the permissions before anyone can connect.
    public init(
        unixPath path: String, permissions: SocketPermissions = SocketPermissions(),
        backlog: Int = 1024
    ) throws(SystemError) {
        var target = try Socket.unixAddress(path)
        try ListeningSocket.removeStaleSocket(path)
        let socket = FileDescriptor(
            owning: try SystemCall.check("socket") { clinux_socket_unix() })
        try SystemCall.check("bind", context: path) {
            Socket.withSocketAddress(&target) { bind(socket.rawValue, $0, $1) }
        }
        try ListeningSocket.apply(permissions, path)
        try SystemCall.check("listen", context: path) {
            listen(socket.rawValue, Int32(clamping: backlog))
        }
        try socket.setNonblocking(true)
        descriptor = socket
        address = path
        port = 0
        fileIdentity = ListeningSocket.identity(of: path)
    }

    /// Listens on 127.0.0.1; with port 0 the kernel chooses one, see ``port``.
    public init(loopbackPort wanted: UInt16, backlog: Int = 1024) throws(SystemError) {
        let socket = FileDescriptor(
            owning: try SystemCall.check("socket") { clinux_socket_tcp() })
        try SystemCall.check("setsockopt") { clinux_reuse_address(socket.rawValue) }
        var target = Socket.loopbackAddress(wanted)
        let context = "127.0.0.1:\(wanted)"
        try SystemCall.check("bind", context: context) {
            Socket.withSocketAddress(&target) { bind(socket.rawValue, $0, $1) }
        }
        try SystemCall.check("listen", context: context) {
            listen(socket.rawValue, Int32(clamping: backlog))
        }
        try socket.setNonblocking(true)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        try SystemCall.check("getsockname") {
            Socket.withSocketAddress(&target) { pointer, _ in
                getsockname(socket.rawValue, pointer, &size)
            }
        }
        descriptor = socket
        port = UInt16(bigEndian: target.sin_port)
        address = "127.0.0.1:\(port)"
        fileIdentity = nil
    }

    deinit {
        removeFile()
    }

    /// Accepts the next connection; nil if none waits. Throws EMFILE, ENFILE, ENOBUFS or ENOMEM
    /// without descriptors or memory; the connection then stays in the backlog.
    public func accept(nonblocking: Bool) throws(SystemError) -> FileDescriptor? {
        while true {
            var accepted: Int32 = -1
            let code = SystemCall.code("accept4") {
                accepted = clinux_accept(descriptor.rawValue, nonblocking ? 1 : 0)
                return accepted
            }
            switch code {
            case 0:
                if port != 0 { _ = clinux_no_delay(accepted) }
                return FileDescriptor(owning: accepted)
            case EAGAIN, EINVAL: return nil  // EINVAL: shut down
            case ECONNABORTED, EPERM: continue
            default: throw SystemError(call: "accept4", code: code, context: address)
            }
        }
    }

    /// Waits for a connection; nil after ``shutdown()`` or the timeout.
    public func acceptWaiting(
        timeoutMilliseconds: Int? = nil
    ) throws(SystemError) -> FileDescriptor? {
        guard
            try descriptor.waitReady(
                for: .readable, timeoutMilliseconds: timeoutMilliseconds)
        else { return nil }
        return try accept(nonblocking: false)
    }

    /// Stops accepting, wakes ``acceptWaiting(timeoutMilliseconds:)`` and removes the socket file.
    public func shutdown() {
        removeFile()
        descriptor.shutdown()
    }

    private func removeFile() {
        guard let fileIdentity, ListeningSocket.identity(of: address) == fileIdentity else {
            return
        }
        _ = SystemCall.code("unlink") { unlink(address) }
    }

    private static func identity(of path: String) -> FileIdentity? {
        var info = stat()
        guard SystemCall.code("lstat", { lstat(path, &info) }) == 0 else { return nil }
        return FileIdentity(device: UInt64(info.st_dev), inode: UInt64(info.st_ino))
    }

    private static func removeStaleSocket(_ path: String) throws(SystemError) {
        var info = stat()
        let found = SystemCall.code("lstat") { lstat(path, &info) }
        if found == ENOENT { return }
        guard found == 0 else { throw SystemError(call: "lstat", code: found, context: path) }
        guard info.st_mode & S_IFMT == S_IFSOCK else {
            throw SystemError(call: "bind", code: EADDRINUSE, context: path)
        }
        do {
            _ = try Socket.connect(unixPath: path, wait: false)
        } catch  where error.code == ECONNREFUSED {
            try SystemCall.check("unlink", context: path) { unlink(path) }
            return
        } catch  where error.code == ENOENT {
            return
        } catch  where error.code == EAGAIN {
            // A connect would wait for as long as nobody accepts what waits there already.
            throw SystemError(
                call: "bind", code: EADDRINUSE,
                context: "\(path), where a process listens that does not answer")
        }
        throw SystemError(call: "bind", code: EADDRINUSE, context: path)
    }

    private static func apply(
        _ permissions: SocketPermissions, _ path: String
    ) throws(SystemError) {
        if let gid = permissions.gid {
            // uid_t(-1) keeps the owner (chown(2)).
            try SystemCall.check("chown", context: path) { chown(path, uid_t.max, gid) }
        }
        try SystemCall.check("chmod", context: path) { chmod(path, permissions.mode) }
    }
}
