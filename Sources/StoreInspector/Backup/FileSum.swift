import LinuxSystem

/// Size and checksum of a file's bytes.
struct FileSum: Equatable, Sendable {
    var bytes: UInt64 = 0
    var crc: UInt32 = 0

    /// Reads the file at `path`.
    static func of(_ path: String) throws(SystemError) -> FileSum {
        try read(try PositionedFile(path, .read)) { _, _ throws(SystemError) in }
    }

    /// Copies the file at `path` to `target`, a new file for its owner only. The copy is on disk
    /// when the call returns, and the sum is that of the bytes that were read.
    static func copy(_ path: String, to target: String) throws(SystemError) -> FileSum {
        try DurableFiles.remove(target)
        let copy = try PositionedFile(target, .create)
        let sum = try read(try PositionedFile(path, .read)) { bytes, offset throws(SystemError) in
            try copy.write(bytes, at: offset)
        }
        try copy.syncContents()
        // What is compared afterwards should come from the disk.
        copy.forgetCached()
        return sum
    }

    private static func read(
        _ file: PositionedFile, _ body: (UnsafeRawBufferPointer, UInt64) throws(SystemError) -> Void
    ) throws(SystemError) -> FileSum {
        var sum = FileSum()
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: StoreInspectorLimits.copyBytes, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = try file.read(at: sum.bytes, into: buffer)
            let part = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            try body(part, sum.bytes)
            sum.crc = CRC32C.of(part, after: sum.crc)
            sum.bytes += UInt64(count)
            if count < buffer.count { return sum }
        }
    }
}
