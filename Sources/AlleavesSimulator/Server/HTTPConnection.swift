import LinuxSystem
import TextForms

/// Serves one connection on a thread of its own.
struct HTTPConnection {
    /// Sending ended before the response was complete.
    private struct ConnectionLost: Error {}

    let descriptor: FileDescriptor
    let exchange: Exchange

    func run() {
        do {
            try serve()
        } catch {
            // The peer has left, or a fault closed the connection.
        }
        descriptor.shutdown()
    }

    private func serve() throws {
        var parser = HTTPRequestParser()
        var keepsAlive = true
        while keepsAlive {
            do {
                guard let request = try receive(&parser) else { return }
                let reply = exchange.reply(to: request)
                keepsAlive = request.keepsAlive
                try send(reply, request, keepsAlive: keepsAlive)
            } catch let error as HTTPRequestError {
                let response = HTTPResponse.failure(error.status, error.message)
                try sendBytes(response, Plan(truncation: nil), keepsAlive: false)
                return
            }
        }
    }

    private func receive(_ parser: inout HTTPRequestParser) throws -> HTTPRequest? {
        while true {
            if let request = try parser.next() { return request }
            if parser.takeContinue() {
                try descriptor.sendAll("HTTP/1.1 100 Continue\r\n\r\n".utf8)
            }
            let bytes = try descriptor.receive(countMax: SimulatorLimits.readBytes)
            if bytes.isEmpty { return nil }
            bytes.withUnsafeBytes { parser.receive($0) }
        }
    }

    // MARK: - Sending

    /// The faults of a body.
    private struct Plan {
        let truncation: Int?
        var gate: RequestGate?
        var sent = 0
    }

    private func send(_ reply: Exchange.Reply, _ request: HTTPRequest, keepsAlive: Bool) throws {
        if reply.isLost { throw ConnectionLost() }
        var plan = Plan(truncation: reply.truncation)
        plan.gate = exchange.journal.gate(for: request.path, inBody: true)
        switch reply.response.body {
        case .bytes:
            try sendBytes(reply.response, plan, keepsAlive: keepsAlive)
        case .stream(let producer):
            let isChunked = !request.isVersion10
            let head = reply.response.head(
                isChunked: isChunked, length: nil, keepsAlive: keepsAlive)
            try descriptor.sendAll(head)
            try sendStream(producer, &plan, isChunked: isChunked)
        }
    }

    private func sendBytes(
        _ response: HTTPResponse, _ plan: Plan, keepsAlive: Bool
    ) throws {
        var plan = plan
        guard case .bytes(let bytes) = response.body else { return }
        let head = response.head(isChunked: false, length: bytes.count, keepsAlive: keepsAlive)
        // Sends a small response in one write: of two, the second would wait for the first one's
        // ACK.
        if bytes.count < SimulatorLimits.readBytes && plan.truncation == nil && plan.gate == nil {
            return try descriptor.sendAll(head + bytes)
        }
        try descriptor.sendAll(head)
        try bytes.withUnsafeBytes { try sendBody($0, &plan) }
    }

    private func sendStream(
        _ producer: any BodyProducer, _ plan: inout Plan, isChunked: Bool
    ) throws {
        let sizeDigits = 8
        let buffer = ByteBuffer(
            capacity: SimulatorLimits.chunkBytes + SimulatorLimits.rowBytesMax)
        var isMore = true
        while isMore {
            buffer.removeAll()
            if isChunked { buffer.text("00000000\r\n") }
            let start = buffer.count
            isMore = producer.fill(buffer)
            let length = buffer.count - start
            if length == 0 { continue }
            if isChunked {
                buffer.patch(at: 0, Array(Hexadecimal.text(length, digits: sizeDigits).utf8))
                buffer.text("\r\n")
            }
            try sendChunk(buffer, start: start, length: length, &plan)
        }
        if isChunked { try descriptor.sendAll("0\r\n\r\n".utf8) }
    }

    private func sendChunk(
        _ buffer: ByteBuffer, start: Int, length: Int, _ plan: inout Plan
    ) throws {
        if plan.truncation == nil && plan.gate == nil {
            plan.sent += length
            return try sendAll(buffer.bytes)
        }
        try sendAll(UnsafeRawBufferPointer(rebasing: buffer.bytes[..<start]))
        try sendBody(
            UnsafeRawBufferPointer(rebasing: buffer.bytes[start..<(start + length)]), &plan)
        try sendAll(UnsafeRawBufferPointer(rebasing: buffer.bytes[(start + length)...]))
    }

    /// Sends body bytes up to where the plan truncates or holds.
    private func sendBody(_ bytes: UnsafeRawBufferPointer, _ plan: inout Plan) throws {
        var rest = bytes
        if let gate = plan.gate, let place = gate.afterBodyBytes,
            plan.sent + rest.count >= place
        {
            let before = max(0, place - plan.sent)
            try sendAll(UnsafeRawBufferPointer(rebasing: rest[..<before]))
            gate.pass()
            plan.gate = nil
            plan.sent += before
            rest = UnsafeRawBufferPointer(rebasing: rest[before...])
        }
        if let place = plan.truncation, plan.sent + rest.count > place {
            let before = max(0, place - plan.sent)
            try sendAll(UnsafeRawBufferPointer(rebasing: rest[..<before]))
            throw ConnectionLost()
        }
        try sendAll(rest)
        plan.sent += rest.count
    }

    private func sendAll(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            guard case .moved(let count) = try descriptor.send(rest) else { throw ConnectionLost() }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }
}
