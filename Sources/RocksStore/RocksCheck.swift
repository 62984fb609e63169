import CRocksDB

/// Where RocksDB's C API puts its error text (rocksdb/c.h, "errptr").
typealias ErrorSlot = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// Calls `body` with a fresh error slot; text in it becomes the thrown error and is freed.
/// The only place where an `errptr` is read, but for ``takeError(_:_:)``'s own callers.
@inline(__always)
func check<Result>(
    _ context: StaticString, _ body: (ErrorSlot) -> Result
) throws(StoreError) -> Result {
    var message: UnsafeMutablePointer<CChar>?
    let result = body(&message)
    if let message { throw takeError(message, context) }
    return result
}

/// The error of RocksDB's `message`; frees the message.
func takeError(_ message: UnsafeMutablePointer<CChar>, _ context: StaticString) -> StoreError {
    defer { rocksdb_free(message) }
    let text = String(cString: message)
    return StoreError(errorCode(of: text), "\(context)", text)
}

/// Status::ToString puts the code's name in front (rocksdb util/status.cc); the C API has no
/// other way to tell them apart.
func errorCode(of text: String) -> StoreFault {
    if text.hasPrefix("IO error: ") {
        // Both sentences of env/fs_posix.cc: held by another process, and by this one.
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
    /// The address in the type that RocksDB's C API uses for bytes.
    @inline(__always)
    var chars: UnsafePointer<CChar>? { baseAddress?.assumingMemoryBound(to: CChar.self) }
}

extension Array where Element == UInt8 {
    /// The bytes as RocksDB takes them; the pointer is valid inside `body` only.
    @inline(__always)
    func withChars<Result>(
        _ body: (UnsafePointer<CChar>?, Int) throws(StoreError) -> Result
    ) throws(StoreError) -> Result {
        try withUnsafeBufferPointer { buffer throws(StoreError) in
            try body(UnsafeRawBufferPointer(buffer).chars, buffer.count)
        }
    }
}
