import Foundation
import LinuxSystem
import Testing
import TextForms

@testable import AlleavesSimulator

/// Runs a simulator for the length of `body`.
func withPOS<Result>(
    _ change: (inout SimulatorOptions) -> Void = { _ in }, _ body: (RunningPOS) throws -> Result
) throws -> Result {
    var options = SimulatorOptions()
    options.products = 200
    change(&options)
    let pos = try SimulatedPOS(options).start()
    defer { pos.stop() }
    return try body(pos)
}

/// What the client read, and whether the server ended it as promised.
struct TestReply {
    var status = 0
    var headers: [String: String] = [:]
    var body: [UInt8] = []
    /// False if the connection ended before the body did.
    var isComplete = true

    var json: Any? {
        try? JSONSerialization.jsonObject(with: Data(body), options: .fragmentsAllowed)
    }
    var rows: [[String: Any]] { json as? [[String: Any]] ?? [] }
    var object: [String: Any] { json as? [String: Any] ?? [:] }
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// A blocking HTTP client that keeps its connection.
// @unchecked: a test hands its client to one thread and joins that before it goes on.
final class TestClient: @unchecked Sendable {
    private let descriptor: FileDescriptor
    private var pending: [UInt8] = []
    var token: String?

    init(_ pos: RunningPOS) throws {
        descriptor = try Socket.connect(loopbackPort: pos.port)
    }

    /// A client that has logged in with the default user.
    static func loggedIn(_ pos: RunningPOS) throws -> TestClient {
        let client = try TestClient(pos)
        let reply = try client.logIn()
        client.token = reply.object["token"] as? String
        #expect(client.token != nil)
        return client
    }

    func logIn(
        username: String = "demo@example.com", password: String = "demo", pin: String? = "1234"
    ) throws -> TestReply {
        var fields = ["username": username, "password": password]
        fields["pin"] = pin
        let body = try JSONSerialization.data(withJSONObject: fields)
        return try send("POST", "/api/auth", body: String(decoding: body, as: UTF8.self))
    }

    func get(_ path: String) throws -> TestReply { try send("GET", path) }

    func post(_ path: String, _ body: String) throws -> TestReply {
        try send("POST", path, body: body)
    }

    func send(_ method: String, _ path: String, body: String? = nil) throws -> TestReply {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
        if let token { text += "Authorization: Bearer \(token)\r\n" }
        if let body { text += "Content-Length: \(body.utf8.count)\r\n" }
        try sendRaw(Array((text + "\r\n" + (body ?? "")).utf8))
        return try readReply()
    }

    func sendRaw(_ bytes: [UInt8]) throws { try descriptor.sendAll(bytes) }

    func close() { descriptor.shutdown() }

    // MARK: - Reading

    func readReply() throws -> TestReply {
        var reply = TestReply()
        guard let head = try line() else {
            reply.isComplete = false
            return reply
        }
        reply.status = Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0
        while let field = try line(), !field.isEmpty {
            let parts = field.split(separator: ":", maxSplits: 1)
            reply.headers[parts[0].lowercased()] = String(parts[1].trimmed)
        }
        if reply.headers["transfer-encoding"] == "chunked" {
            try readChunks(&reply)
        } else {
            try readExactly(Int(reply.headers["content-length"] ?? "0") ?? 0, &reply)
        }
        return reply
    }

    private func readChunks(_ reply: inout TestReply) throws {
        while let size = try line().flatMap({ Int($0, radix: 16) }) {
            try readExactly(size, &reply)
            guard reply.isComplete, try line() == "" else { break }
            if size == 0 { return }
        }
        reply.isComplete = false
    }

    private func readExactly(_ count: Int, _ reply: inout TestReply) throws {
        while pending.count < count {
            guard try fill() else {
                reply.isComplete = false
                break
            }
        }
        let available = min(count, pending.count)
        reply.body += pending[..<available]
        pending.removeFirst(available)
    }

    private func line() throws -> String? {
        while true {
            if let end = pending.firstIndex(of: 0x0A) {
                let line = String(decoding: pending[..<end], as: UTF8.self)
                pending.removeFirst(end + 1)
                return line.hasSuffix("\r") ? String(line.dropLast()) : line
            }
            guard try fill() else { return nil }
        }
    }

    private func fill() throws -> Bool {
        guard let bytes = try? descriptor.receive(countMax: 1 << 18) else { return false }
        pending += bytes
        return !bytes.isEmpty
    }
}

/// A stable digest of bytes (FNV-1a, 64 bits).
func digest(_ bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return String(hash, radix: 16)
}

/// The whole generated inventory of some options.
func inventoryBytes(_ change: (inout SimulatorOptions) -> Void) throws -> [UInt8] {
    var options = SimulatorOptions()
    change(&options)
    let service = try POSService(options)
    let stream = InventoryStream(
        generator: service.generator, edits: InventoryEdits(), locations: 0..<options.locations,
        query: "", opening: "[", closing: "]", writer: service.writer)
    let buffer = ByteBuffer()
    var bytes: [UInt8] = []
    var isMore = true
    while isMore {
        buffer.removeAll()
        isMore = stream.fill(buffer)
        bytes += buffer.array
    }
    return bytes
}
