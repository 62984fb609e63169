import Glibc
import LinuxSystem

/// A file named on the command line, or standard input for `-`.
struct InputFile {
    let path: String
    let descriptor: FileDescriptor

    /// Opens `path`. If input is a terminal, prompts on `output` for what to type.
    init(
        _ path: String, expecting content: String, _ output: CommandOutput
    ) throws(CommandFailure) {
        let number = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else {
            throw CommandFailure(
                .usage, "\(path) cannot be read", remedy: "check the path and its permissions")
        }
        self.path = path
        descriptor = FileDescriptor(owning: number)
        if path == "-", Terminal.isTerminal(0) {
            output.note("posmirror: type \(content), then Ctrl-D")
        }
    }

    /// All remaining bytes; a usage error if there are more than `bytesMax`.
    func readAll(bytesMax: Int) throws(CommandFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count <= bytesMax {
            let part = try read(bytesMax: CommandLineLimits.inputBufferBytes)
            guard !part.isEmpty else { return bytes }
            bytes += part
        }
        throw .usage("\(path) has more than \(NumberText.bytes(Int64(bytesMax)))")
    }

    /// The next bytes; empty at the end.
    func read(bytesMax: Int) throws(CommandFailure) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: bytesMax)
        do throws(SystemError) {
            let result = try buffer.withUnsafeMutableBufferPointer { part throws(SystemError) in
                try descriptor.read(into: UnsafeMutableRawBufferPointer(part))
            }
            guard case .moved(let count) = result else { return [] }
            buffer.removeLast(buffer.count - count)
            return buffer
        } catch {
            throw CommandFailure(.usage, "\(error.about(path))")
        }
    }
}
