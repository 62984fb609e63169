import Glibc
import TestSupport
import Testing

/// The daemon through Protocol/bridge, as gRPC clients and Google's own Firestore client see it.
@Suite struct BridgeTests {
    @Test func everyServiceIsReachableOverGRPC() throws {
        try withBridge { daemon, bridge in
            try daemon.sync(.products)
            try bridge.scenario(
                "services", TestDaemon.org,
                passes: [
                    "a menu", "a product of it", "a product that is not there",
                    "a document of a megabyte", "an empty answer is an answer",
                    "a status with its text", "a message that fits no frame", "malformed bytes",
                    "a method that is not there", "health", "a stream before its deadline",
                    "and at it", "a hundred streams at once", "cancelled ones are over",
                ])
        }
    }

    @Test func cancelledCallsAreCancelledAtTheDaemon() throws {
        try withBridge { daemon, bridge in
            try daemon.sync(.products)
            // Connections alone: the store opens and closes tables as it likes.
            func open() -> Int {
                let directory = "/proc/\(daemon.process.pid)/fd"
                return names(in: directory).count { name in
                    // One that was closed meanwhile leads nowhere.
                    var target = [CChar](repeating: 0, count: 64)
                    let count = readlink("\(directory)/\(name)", &target, target.count - 1)
                    let bytes = target.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }
                    return String(decoding: bytes, as: UTF8.self).hasPrefix("socket:")
                }
            }
            let before = open()
            let scenario = try bridge.start("services", TestDaemon.org)
            #expect(scenario.process.line(startingWith: "ok a hundred streams") != nil)
            #expect(scenario.process.wait() == .exit(0))
            let isClosed = eventually { open() <= before }
            #expect(isClosed)
        }
    }

    @Test func aDaemonMayGoAndComeBack() throws {
        try withBridge { daemon, bridge in
            let watching = try bridge.start("absence", "until-gone")
            #expect(watching.process.line(startingWith: "ok a stream") != nil)
            daemon.kill()
            watching.expect(["a stream", "ends with the daemon"])
            try bridge.scenario("absence", "without", passes: ["without a daemon"])
            try daemon.restart()
            try bridge.scenario("absence", "again", passes: ["with a new daemon"])
        }
    }
}
