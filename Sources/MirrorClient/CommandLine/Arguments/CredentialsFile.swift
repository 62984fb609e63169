import Glibc
import LinuxSystem

/// Reads the file of `location put --credentials`.
enum CredentialsFile {
    /// The bytes of `path`, or of standard input for `-`. Warns of a file that others can read.
    static func read(_ path: String, _ output: CommandOutput) throws(CommandFailure) -> [UInt8] {
        let number = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else {
            throw CommandFailure(
                .usage, "\(path) cannot be read", remedy: "check the path and its permissions")
        }
        let file = FileDescriptor(owning: number)
        if path == "-", Terminal.isTerminal(0) {
            output.note("posmirror: type the JSON of the account, then Ctrl-D")
        }
        var info = stat()
        if path != "-", fstat(number, &info) == 0, info.st_mode & 0o077 != 0 {
            output.note("posmirror: other users can read \(path); chmod 600 it")
        }
        do throws(SystemError) {
            return try readAll(file, path)
        } catch {
            throw CommandFailure(.usage, "\(error.about(path))")
        }
    }

    private static func readAll(
        _ file: FileDescriptor, _ path: String
    ) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= ClientLimits.credentialsBytesMax {
            let result = try buffer.withUnsafeMutableBufferPointer { part throws(SystemError) in
                try file.read(into: UnsafeMutableRawBufferPointer(part))
            }
            guard case .moved(let count) = result else { return bytes }
            bytes += buffer[..<count]
        }
        throw SystemError(call: "read", code: EFBIG, context: path)
    }
}
