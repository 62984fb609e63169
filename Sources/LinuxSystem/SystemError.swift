import Glibc

/// A system call that the kernel refused.
public struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The call's name, as in section 2 of the manual.
    public let call: String
    /// The error number of the failed call.
    public let code: Int32
    /// What the call was about, such as a path; empty when there is nothing to add.
    public let context: String

    /// An error of `call`; `code` is an errno value.
    public init(call: String, code: Int32, context: String = "") {
        self.call = call
        self.code = code
        self.context = context
    }

    /// "context: call: text of the error number".
    public var description: String {
        let prefix = context.isEmpty ? "" : "\(context): "
        return "\(prefix)\(call): \(SystemError.text(of: code))"
    }

    /// The text of the error number alone.
    public var reason: String { SystemError.text(of: code) }

    /// The same error, said to be about `context`.
    public func about(_ context: String) -> SystemError {
        SystemError(call: call, code: code, context: context)
    }

    private static func text(of code: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 128)
        // The POSIX flavour fills the buffer; it fails only for unknown numbers.
        guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
        let length = buffer.firstIndex(of: 0) ?? buffer.count
        return String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// What came of a read or a write on a socket that may not be ready.
public enum IOResult: Equatable, Sendable {
    /// This many bytes were moved, at least one (or none were asked for).
    case moved(Int)
    /// Nothing could be moved without waiting.
    case wouldBlock
    /// The peer is gone or has finished sending; there will be no more.
    case closed
}
