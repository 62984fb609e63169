import Glibc
import TextForms

/// The default paths of data and socket.
///
/// The daemon and its clients apply the same rule, so that neither needs configuration.
public struct DefaultPaths: Equatable, Sendable {
    /// The store's directory: `POSMIRROR_DATA`, else `/var/lib/posmirror` for root, else
    /// `$HOME/.local/share/posmirror`.
    public let dataDirectory: String
    /// The path to listen at: `POSMIRROR_SOCKET`, else the first candidate that this process may
    /// use.
    public var socket: String { sockets[0] }
    /// The paths at which clients look, in order: a daemon started outside the user's session may
    /// have chosen another candidate than a client would. Never empty.
    let sockets: [String]
    /// Whether the environment names the socket.
    private let isChosen: Bool
    private let uid: UInt32

    /// Applies the rule to the variables in `environment`; blank ones count as absent.
    /// `isDirectory` returns whether a path is a directory.
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

    /// The default paths of this process.
    public static var current: DefaultPaths {
        DefaultPaths(uid: SystemProcess.uid, environment: Self.environmentVariable)
    }

    /// The path that a client connects to: the named one, else the first that exists, else the one
    /// at which a daemon would listen.
    public var clientSocket: String {
        guard !isChosen else { return socket }
        // Any user may create a directory in /tmp, and secrets pass through the socket.
        let own = sockets.filter {
            !Self.isTemporary($0, uid) || Self.isOwnDirectory(FilePath.parent($0), uid)
        }
        // A path whose attributes cannot be read cannot be connected to either.
        return own.first { (try? FileAttributes($0))?.kind == .socket } ?? own.first
            ?? Self.socket(in: Self.sharedDirectory)
    }

    /// Creates the socket's directory if it is missing, accessible to other users. Throws EPERM if
    /// the directory in /tmp belongs to another user.
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

    /// An environment variable of this process; nil if it is not set or not UTF-8.
    public static func environmentVariable(_ name: String) -> String? {
        getenv(name).flatMap { String(validatingCString: $0) }
    }

    /// Whether `path` is a directory.
    public static func isDirectory(_ path: String) -> Bool {
        // A directory whose attributes cannot be read cannot be used either.
        (try? FileAttributes(path))?.kind == .directory
    }

    /// Candidates for the socket's directory, best first. Root's are independent of the
    /// environment, because root's services and shells have different ones.
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

    /// Whether `path` is the fallback in /tmp, which needs no user session.
    private static func isTemporary(_ path: String, _ uid: UInt32) -> Bool {
        FilePath.parent(path) == "/tmp/posmirror-\(uid)"
    }

    /// Whether `path` is missing, or a directory in which no other user can create a socket.
    private static func isOwnDirectory(_ path: String, _ uid: UInt32) -> Bool {
        do throws(SystemError) {
            guard let found = try FileAttributes(path) else { return true }
            return found.kind == .directory && found.uid == uid && found.mode & 0o022 == 0
        } catch {
            return false
        }
    }

    /// Without HOME, only root has a directory of its own. For others the system's is chosen, which
    /// fails with a clear error; a store in the current directory would surprise.
    private static func dataDirectory(_ uid: UInt32, _ home: String?) -> String {
        guard uid != 0, let home else { return "/var/lib/posmirror" }
        return (home.hasSuffix("/") ? String(home.dropLast()) : home) + "/.local/share/posmirror"
    }
}
