import Foundation
import LinuxSystem
import Synchronization
import Testing

@testable import AlleavesSimulator

@Suite struct ServerTests {
    @Test func aThousandRequestsInParallelAreAllAnswered() throws {
        // Both ends of a thousand connections are ours.
        SystemProcess.raiseDescriptorLimit()
        try withPOS { pos in
            let token = try TestClient.loggedIn(pos).token
            let gate = pos.hold("/location")
            let clients = try (0..<1_000).map { _ in try TestClient(pos) }
            let request = "GET /location HTTP/1.1\r\nAuthorization: Bearer \(token ?? "")\r\n\r\n"
            for client in clients { try client.sendRaw(Array(request.utf8)) }
            // All are open at once before any is answered.
            #expect(gate.waitUntilHeld(count: 1_000))
            gate.release()
            let statuses = try clients.map { try $0.readReply().status }
            #expect(statuses.allSatisfy { $0 == 200 })
            #expect(pos.requestCount("/location") == 1_000)
        }
    }

    @Test func aConnectionServesManyRequestsAndPipelines() throws {
        try withPOS { pos in
            let client = try TestClient(pos)
            let one = "GET /api/location HTTP/1.1\r\n\r\n"
            try client.sendRaw(Array((one + one + one).utf8))
            for _ in 0..<3 { #expect(try client.readReply().status == 401) }
        }
    }

    @Test(arguments: [
        ("BAD\r\n\r\n", 400), ("GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
        ("GET / HTTP/3.0\r\n\r\n", 505),
    ])
    func hostileBytesGetAnErrorAndAnEnd(text: String, status: Int) throws {
        try withPOS { pos in
            let client = try TestClient(pos)
            try client.sendRaw(Array(text.utf8))
            #expect(try client.readReply().status == status)
            #expect(try !client.readReply().isComplete)
            #expect(try TestClient(pos).logIn().status == 200)
        }
    }

    @Test func aClientThatExpectsContinueIsToldToGoOn() throws {
        try withPOS { pos in
            let client = try TestClient(pos)
            let head = "POST /api/auth HTTP/1.1\r\nExpect: 100-continue\r\n"
            try client.sendRaw(Array((head + "Content-Length: 2\r\n\r\n").utf8))
            #expect(try client.readReply().status == 100)
            try client.sendRaw(Array("{}".utf8))
            #expect(try client.readReply().status == 401)
        }
    }

    @Test func anOldClientGetsAnUnchunkedBodyAndAnEnd() throws {
        try withPOS { pos in
            let login = try TestClient.loggedIn(pos)
            let client = try TestClient(pos)
            let token = login.token ?? ""
            let head = "POST /api/inventory/search HTTP/1.0\r\nAuthorization: Bearer \(token)\r\n"
            try client.sendRaw(Array((head + "\r\n").utf8))
            let reply = try client.readReply()
            #expect(reply.status == 200)
            #expect(reply.headers["transfer-encoding"] == nil)
            #expect(reply.headers["connection"] == "close")
        }
    }

    @Test func aLineIsLoggedForEachRequest() throws {
        let lines = Mutex<[String]>([])
        try withPOS {
            $0.log = { line in lines.withLock { $0.append(line) } }
        } _: { pos in
            _ = try TestClient(pos).get("/api/location?secret=1")
        }
        #expect(lines.withLock { $0 } == ["GET /location 401"])
    }

    @Test func connectionsBeyondTheLimitAreTurnedAway() throws {
        let table = ConnectionTable(countMax: 1)
        let (left, right) = try Socket.pair()
        let key = try #require(table.add(left))
        #expect(table.add(right) == nil)
        table.remove(key)
        #expect(table.add(right) != nil)
    }

    @Test func aTakenPortIsReported() throws {
        try withPOS { pos in
            var options = SimulatorOptions()
            options.port = pos.port
            #expect(throws: SimulatorError.self) { try SimulatedPOS(options).start() }
        }
    }
}
