import LinuxSystem
import Synchronization

/// The target of a command's output: a buffered descriptor, or memory in tests. Any thread.
public final class TextSink: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var failure: SystemError?
    }

    private let file: FileDescriptor?
    private let state = Mutex(State())

    /// Writes to `file`; ``flush()`` writes the rest.
    public init(_ file: FileDescriptor) { self.file = file }

    /// Collects everything in ``text``.
    public init() { file = nil }

    /// The collected text.
    public var text: String { state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }

    /// The first write error; later output is discarded.
    public var failure: SystemError? { state.withLock { $0.failure } }

    /// Appends `text`.
    public func write(_ text: String) {
        state.withLock { state in
            state.bytes.append(contentsOf: text.utf8)
            if state.bytes.count >= CommandLineLimits.outputBufferBytes { drain(&state) }
        }
    }

    /// Appends `text` and the end of the line.
    public func line(_ text: String = "") { write(text + "\n") }

    /// Writes the buffer.
    public func flush() { state.withLock { drain(&$0) } }

    private func drain(_ state: inout State) {
        guard let file else { return }
        do throws(SystemError) {
            if state.failure == nil { try Self.writeAll(state.bytes, to: file) }
        } catch {
            state.failure = error
        }
        state.bytes.removeAll(keepingCapacity: true)
    }

    private static func writeAll(
        _ bytes: [UInt8], to file: FileDescriptor
    ) throws(SystemError) {
        try bytes.withUnsafeBufferPointer { all throws(SystemError) in
            var rest = UnsafeRawBufferPointer(all)
            while !rest.isEmpty {
                switch try file.write(rest) {
                case .moved(let count): rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                case .wouldBlock: _ = try file.waitReady(for: .writable)
                // EPIPE, where the signal that usually ends a filter is ignored.
                case .closed: throw SystemError(call: "write", code: 32)
                }
            }
        }
    }
}
