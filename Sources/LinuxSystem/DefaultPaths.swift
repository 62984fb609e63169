import Glibc
import TextForms

/// Default paths of the daemon's data and socket.
///
/// The daemon and its clients use the same rule, so that they need no configuration.
public struct DefaultPaths: Equatable, Sendable {
    /// The store's directory: `POSMIRROR_DATA`, else `/var/lib/posmirror` for root, else
    /// `$HOME/.local/share/posmirror`.
    public let dataDirectory: String
    /// Where the daemon listens: `POSMIRROR_SOCKET`, else the first of the places that it may use.
    public var socket: String { sockets[0] }
    /// Where clients look, in this order: a daemon that was started outside of its user's session
    /// may have found another place than they do. Never empty.
    let sockets: [String]
    /// Whether the socket was named explicitly.
    private let isChosen: Bool
    private let uid: UInt32

    /// Applies the rule to the variables that `environment` knows; blank ones count as absent.
    /// `isDirectory` tells whether there is a directory of that name.
    public init(
        uid: UInt32, environment: (String) -> String?,
        isDirectory: (String) -> Bool = DefaultPaths.isDirectory
    ) {
        func variable(_ name: String) -> String? {
            environment(name)?.nonBlank
        }
        self.uid = uid
        dataDirectory = variable("POSMIRROR_DATA") ?? Self.dataDirectory(uid, variable("HOME"))
        let chosen = variable("POSMIRROR_SOCKET")
        isChosen = chosen != nil
        sockets =
            chosen.map { [$0] }
            ?? Self.directories(uid, variable("XDG_RUNTIME_DIR"), isDirectory).map(Self.socket)
    }

    /// The paths of this process.
    public static var current: DefaultPaths {
        DefaultPaths(uid: SystemProcess.uid, environment: Self.environmentVariable)
    }

    /// The socket that a client connects to: the named one, otherwise the first that exists,
    /// otherwise where a daemon would listen.
    public var clientSocket: String {
        guard !isChosen else { return socket }
        // A directory in /tmp may be anybody's, and secrets go over the socket.
        let own = sockets.filter {
            !Self.isTemporary($0, uid) || Self.isOwnDirectory(FilePath.parent($0), uid)
        }
        // What cannot be looked at is not one that could be connected to.
        return own.first { (try? FileFacts($0))?.kind == .socket } ?? own.first
            ?? Self.socket(in: Self.sharedDirectory)
    }

    /// Makes the directory of a daemon's socket where it is missing, so that others can enter it.
    /// Throws EPERM where the directory in /tmp belongs to another user.
    public static func prepareDirectory(
        ofSocket path: String, uid: UInt32 = SystemProcess.uid
    ) throws(SystemError) {
        let directory = FilePath.parent(path)
        if isDirectory(FilePath.parent(directory)) {
            try PrivateFiles.makeDirectory(directory, mode: 0o755)
        }
        guard isTemporary(path, uid), !isOwnDirectory(directory, uid) else { return }
        throw SystemError(call: "owner of the directory", code: EPERM, context: directory)
    }

    /// The value of a variable of this process, nil where it is not set or not UTF-8.
    public static func environmentVariable(_ name: String) -> String? {
        getenv(name).flatMap { String(validatingCString: $0) }
    }

    /// Whether there is a directory called `path`.
    public static func isDirectory(_ path: String) -> Bool {
        // What cannot be looked at is none that could be used.
        (try? FileFacts(path))?.kind == .directory
    }

    /// Directories for the socket, the best first. Root's services and root's shells have different
    /// environments, so root's place depends on none.
    private static func directories(
        _ uid: UInt32, _ runtime: String?, _ isDirectory: (String) -> Bool
    ) -> [String] {
        guard uid != 0 else { return [sharedDirectory] }
        var found: [String] = []
        if let runtime, runtime.hasPrefix("/") { found.append(FilePath.trimmed(runtime)) }
        let usual = "/run/user/\(uid)"
        if found != [usual], isDirectory(usual) { found.append(usual) }
        return found.map { $0 + "/posmirror" } + ["/tmp/posmirror-\(uid)"]
    }

    private static let sharedDirectory = "/run/posmirror"

    private static func socket(in directory: String) -> String { directory + "/posmirror.sock" }

    /// Whether `path` is the directory that needs no user session.
    private static func isTemporary(_ path: String, _ uid: UInt32) -> Bool {
        FilePath.parent(path) == "/tmp/posmirror-\(uid)"
    }

    /// Whether `path` is missing, or a directory in which no other user can create a socket.
    private static func isOwnDirectory(_ path: String, _ uid: UInt32) -> Bool {
        do throws(SystemError) {
            guard let found = try FileFacts(path) else { return true }
            return found.kind == .directory && found.uid == uid && found.mode & 0o022 == 0
        } catch {
            return false
        }
    }

    /// Without a home only root has its own directory; for others the shared one fails with a clear
    /// error, instead of a store in the current directory.
    private static func dataDirectory(_ uid: UInt32, _ home: String?) -> String {
        guard uid != 0, let home else { return "/var/lib/posmirror" }
        return (home.hasSuffix("/") ? String(home.dropLast()) : home) + "/.local/share/posmirror"
    }
}
