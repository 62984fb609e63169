import LinuxSystem
import MirrorMessages
import ProtobufWire
import Testing

/// Calls that are sent by hand, all at once, on one connection.
struct Burst {
    let socket: FileDescriptor
    private var rest: [UInt8] = []

    init(_ daemon: TestDaemon) throws { socket = try Socket.connect(unixPath: daemon.socket) }

    func send<Method: ServiceMethod>(
        _ method: Method, _ payload: [UInt8], numbers: Range<Int>,
        metadata: (Int) -> (String, String)? = { _ in nil }
    ) throws {
        for number in numbers {
            var writer = WireWriter()
            writer.string(1, Method.service)
            writer.string(2, method.rawValue)
            writer.lengthDelimited(3, payload)
            if let (key, value) = metadata(number) {
                writer.message(5) {
                    $0.string(1, key)
                    $0.string(2, value)
                }
            }
            let head = [UInt32(writer.bytes.count), UInt32(2 * number + 1)].flatMap { number in
                [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
            }
            try socket.sendAll(head + [1, 0] + writer.bytes)
        }
    }

    /// The data of the next `count` frames.
    mutating func frames(_ count: Int) throws -> [[UInt8]] {
        var frames: [[UInt8]] = []
        while frames.count < count {
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            if rest.count >= 10, rest.count >= 10 + length {
                frames.append(Array(rest[10..<10 + length]))
                rest.removeFirst(10 + length)
                continue
            }
            let more = try socket.receive(countMax: 1 << 16)
            try #require(!more.isEmpty, "the daemon closed the connection")
            rest += more
        }
        return frames
    }
}
