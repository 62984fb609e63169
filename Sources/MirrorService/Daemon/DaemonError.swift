import DocumentStore
import StatusCodes

/// Why a daemon cannot run; each kind has its documented exit code (sysexits.h).
public struct DaemonError: Error, CustomStringConvertible, Sendable {
    public enum Kind: Int32, Sendable, CaseIterable {
        /// The command line or the configuration file is wrong.
        case usage = 64
        /// The stored data cannot be read.
        case data = 65
        /// Another daemon is listening at the socket, or it cannot be made where it should be.
        case socket = 69
        /// A system call failed.
        case system = 71
        /// The data directory cannot be created or written.
        case directory = 73
        /// Another daemon has the data open.
        case locked = 75
    }

    public let kind: Kind
    public let description: String
    /// Whether the same start succeeds once there is space on the store's disk.
    public private(set) var needsSpace = false

    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    init(_ error: Status, path: String) {
        switch error.fault {
        case .locked?:
            self.init(.locked, "another daemon has \(path) open; stop it or choose another --data")
        case .corruption?, .newerFormat?: self.init(.data, "\(path): \(Self.words(error))")
        default: self.init(.directory, "\(path): \(Self.words(error))")
        }
        needsSpace = error.fault == .needsSpace
    }

    /// What failed, why in our words, and in those of whoever refused it.
    private static func words(_ error: Status) -> String {
        guard let words = error.fault?.words, words != error.cause else { return error.message }
        return "\(error.context): \(words): \(error.cause)"
    }
}
