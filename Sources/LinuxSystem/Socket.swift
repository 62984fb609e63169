import CLinux
import Glibc

/// The peer of a Unix socket, as recorded by the kernel when it connected (unix(7)).
public struct PeerCredentials: Equatable, Sendable {
    public let pid: Int32
    public let uid: UInt32
    public let gid: UInt32

    /// Explicit credentials, for tests and in-process calls.
    public init(pid: Int32, uid: UInt32, gid: UInt32) {
        self.pid = pid
        self.uid = uid
        self.gid = gid
    }
}

/// Creates stream sockets, all close-on-exec and, unless stated otherwise, blocking.
public enum Socket {
    /// Bytes of a socket path: `sun_path` has 108 with its terminating NUL (unix(7)).
    public static let pathBytesMax = 107

    /// Connects to the Unix socket at `path`; the error's context is the path. Without `wait`, the
    /// socket is nonblocking, and a listener whose backlog is full is EAGAIN.
    public static func connect(
        unixPath path: String, wait: Bool = true
    ) throws(SystemError) -> FileDescriptor {
        var address = try unixAddress(path)
        let socket = FileDescriptor(
            owning: try SystemCall.check("socket") { clinux_socket_unix() })
        if !wait { try socket.setNonblocking(true) }
        try SystemCall.check("connect", context: path) {
            withSocketAddress(&address) { Glibc.connect(socket.rawValue, $0, $1) }
        }
        return socket
    }

    /// Connects to `port` of 127.0.0.1, with TCP_NODELAY.
    public static func connect(loopbackPort port: UInt16) throws(SystemError) -> FileDescriptor {
        var address = loopbackAddress(port)
        let socket = FileDescriptor(
            owning: try SystemCall.check("socket") { clinux_socket_tcp() })
        try SystemCall.check("connect", context: "127.0.0.1:\(port)") {
            withSocketAddress(&address) { Glibc.connect(socket.rawValue, $0, $1) }
        }
        try SystemCall.check("setsockopt") { clinux_no_delay(socket.rawValue) }
        return socket
    }

    /// A pair of connected Unix sockets.
    public static func pair() throws(SystemError) -> (FileDescriptor, FileDescriptor) {
        var ends: [Int32] = [-1, -1]
        try SystemCall.check("socketpair") { clinux_socketpair(&ends) }
        return (FileDescriptor(owning: ends[0]), FileDescriptor(owning: ends[1]))
    }

    /// The peer of a connected Unix socket.
    public static func peer(of socket: FileDescriptor) throws(SystemError) -> PeerCredentials {
        var pid: Int32 = 0
        var uid: UInt32 = 0
        var gid: UInt32 = 0
        try SystemCall.check("getsockopt") {
            clinux_peer(socket.rawValue, &pid, &uid, &gid)
        }
        return PeerCredentials(pid: pid, uid: uid, gid: gid)
    }

    /// Whether the peer has closed its sending side and nothing it sent waits: it will never ask
    /// for anything.
    public static func isAbandoned(_ socket: FileDescriptor) -> Bool {
        var byte: UInt8 = 0
        // An error is found again by whoever reads.
        return (try? SystemCall.transfer("recv") { clinux_peek(socket.rawValue, &byte) })
            == .moved(0)
    }

    /// Requests a send buffer of this size; the kernel may choose another.
    public static func setSendBuffer(
        of socket: FileDescriptor, bytes: Int
    ) throws(SystemError) {
        try SystemCall.check("setsockopt") {
            clinux_socket_buffer(socket.rawValue, 1, Int32(clamping: bytes))
        }
    }

    static func unixAddress(_ path: String) throws(SystemError) -> sockaddr_un {
        let bytes = Array(path.utf8)
        guard !bytes.isEmpty, bytes.count <= pathBytesMax, !bytes.contains(0) else {
            let code = bytes.count > pathBytesMax ? ENAMETOOLONG : EINVAL
            throw SystemError(call: "socket path", code: code, context: path)
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return address
    }

    static func loopbackAddress(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    static func withSocketAddress<Address, Result>(
        _ address: inout Address, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        let size = socklen_t(MemoryLayout<Address>.size)
        return withUnsafeMutableBytes(of: &address) { bytes in
            // Every address type begins with sockaddr; the kernel reads the family first.
            bytes.withMemoryRebound(to: sockaddr.self) { body($0.baseAddress!, size) }
        }
    }
}
