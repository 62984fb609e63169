import Glibc

/// Where the daemon keeps its data and where its socket is, unless a flag says otherwise.
///
/// The daemon and its clients use the same rule, so that they meet without configuration.
public struct DefaultPaths: Equatable, Sendable {
    /// The store's directory: `POSMIRROR_DATA`, else `/var/lib/posmirror` for root, else
    /// `$HOME/.local/share/posmirror`.
    public let dataDirectory: String
    /// The daemon's socket: `POSMIRROR_SOCKET`, else `posmirror.sock` in the data directory.
    public let socket: String

    /// Applies the rule to the variables that `environment` knows; blank ones count as absent.
    public init(uid: UInt32, environment: (String) -> String?) {
        func variable(_ name: String) -> String? {
            let text = environment(name).map(Self.trimmed) ?? ""
            return text.isEmpty ? nil : text
        }
        dataDirectory = variable("POSMIRROR_DATA") ?? Self.dataDirectory(uid, variable("HOME"))
        socket = variable("POSMIRROR_SOCKET") ?? Self.socket(inDataDirectory: dataDirectory)
    }

    /// The paths of this process.
    public static var current: DefaultPaths {
        DefaultPaths(uid: SystemProcess.uid, environment: Self.environmentVariable)
    }

    /// The socket of a daemon that was told only where its data is.
    public static func socket(inDataDirectory directory: String) -> String {
        directory.hasSuffix("/") ? directory + "posmirror.sock" : directory + "/posmirror.sock"
    }

    /// The value of a variable of this process, nil where it is not set or not UTF-8.
    public static func environmentVariable(_ name: String) -> String? {
        getenv(name).flatMap { String(validatingCString: $0) }
    }

    /// Without a home nobody but root has a place of their own; the shared one then refuses with
    /// a clear error instead of a store appearing in the current directory.
    private static func dataDirectory(_ uid: UInt32, _ home: String?) -> String {
        guard uid != 0, let home else { return "/var/lib/posmirror" }
        return (home.hasSuffix("/") ? String(home.dropLast()) : home) + "/.local/share/posmirror"
    }

    private static func trimmed(_ text: String) -> String {
        var rest = Substring(text)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
