import CRocksDB
import StatusCodes

/// Where RocksDB's C API puts its error text (rocksdb/c.h, "errptr").
typealias ErrorSlot = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// Calls `body` with an empty error slot; throws the error that it sets, and frees its text. The
/// only place that reads an `errptr`, except for callers of ``takeError(_:_:)``.
@inline(__always)
func check<Result>(
    _ context: StaticString, _ body: (ErrorSlot) -> Result
) throws(Status) -> Result {
    var message: UnsafeMutablePointer<CChar>?
    let result = body(&message)
    if let message { throw takeError(message, context) }
    return result
}

/// The error of RocksDB's `message`; frees the message.
func takeError(_ message: UnsafeMutablePointer<CChar>, _ context: StaticString) -> Status {
    defer { rocksdb_free(message) }
    let text = String(cString: message)
    return Status(errorCode(of: text), "\(context)", text)
}

/// The code by the prefix that Status::ToString writes (rocksdb util/status.cc): the C API has no
/// other way to distinguish errors.
func errorCode(of text: String) -> StoreFault {
    if text.hasPrefix("IO error: ") {
        // The two messages of env/fs_posix.cc: locked by this process, and by another.
        if text.contains("lock hold by current process") || text.contains("While lock file") {
            return .locked
        }
        return text.contains("No space left on device") ? .full : .io
    }
    return statusPrefixes.first { text.hasPrefix($0.prefix) }?.code ?? .unexpected
}

private let statusPrefixes: [(prefix: String, code: StoreFault)] = [
    ("Corruption", .corruption),
    ("NotFound", .notFound),
    ("Invalid argument", .invalidArgument),
    ("Not implemented", .notSupported),
    ("Shutdown in progress", .closed),
    ("Resource busy", .busy),
]

extension UnsafeRawBufferPointer {
    /// The bytes' address as the C API's type.
    @inline(__always)
    var chars: UnsafePointer<CChar>? { baseAddress?.assumingMemoryBound(to: CChar.self) }
}

extension Array where Element == UInt8 {
    /// Calls `body` with the bytes as C characters; the pointer is valid inside it.
    @inline(__always)
    func withChars<Result>(
        _ body: (UnsafePointer<CChar>?, Int) throws(Status) -> Result
    ) throws(Status) -> Result {
        try withUnsafeBufferPointer { buffer throws(Status) in
            try body(UnsafeRawBufferPointer(buffer).chars, buffer.count)
        }
    }
}
