import Glibc

/// The failure of a system call.
public struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The name of the call, as in section 2 of the manual.
    public let call: String
    /// The errno value.
    public let code: Int32
    /// The call's subject, such as a path; may be empty.
    public let context: String

    /// A failure of `call`; `code` is an errno value.
    public init(call: String, code: Int32, context: String = "") {
        self.call = call
        self.code = code
        self.context = context
    }

    /// "context: call: text of the errno value".
    public var description: String {
        let prefix = context.isEmpty ? "" : "\(context): "
        return "\(prefix)\(call): \(SystemError.text(of: code))"
    }

    /// The text of the errno value.
    public var reason: String { SystemError.text(of: code) }

    /// The same failure with `context` as its subject.
    public func about(_ context: String) -> SystemError {
        SystemError(call: call, code: code, context: context)
    }

    private static func text(of code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 128)
        // The POSIX variant of strerror_r; fails only for unknown values.
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        let length = buffer.firstIndex(of: 0) ?? buffer.count
        return String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// The result of a read or write on a socket.
public enum IOResult: Equatable, Sendable {
    /// This many bytes were transferred: at least one, or none if none were requested.
    case moved(Int)
    /// The call would have blocked.
    case wouldBlock
    /// The end of the stream: the peer has closed its side or left.
    case closed
}

extension SystemError {
    /// Whether the disk, or the user's share of it, has no space left.
    public var isOutOfSpace: Bool { code == ENOSPC || code == EDQUOT }

    /// `path` is something else than the directory that it should be.
    public static func notADirectory(_ path: String) -> SystemError {
        SystemError(call: "open", code: ENOTDIR, context: path)
    }
}
