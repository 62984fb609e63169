import Glibc
import LinuxSystem

/// The end of a log file.
enum LogTail {
    private static let bytesMax = 4096
    private static let linesMax = 20

    /// The last lines; empty if there is no such file.
    static func read(_ path: String) -> String {
        let number = open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { return "" }
        let file = FileDescriptor(owning: number)
        let size = lseek(number, 0, SEEK_END)
        lseek(number, max(0, size - bytesMax), SEEK_SET)
        var buffer = [UInt8](repeating: 0, count: bytesMax)
        // Supplements a failure, which is reported without it otherwise.
        let result = try? buffer.withUnsafeMutableBufferPointer { part throws(SystemError) in
            try file.read(into: UnsafeMutableRawBufferPointer(part))
        }
        guard case .moved(let count)? = result else { return "" }
        let lines = String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n")
        return lines.suffix(linesMax).joined(separator: "\n")
    }
}
