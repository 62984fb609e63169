import Testing

/// The daemon through Protocol/bridge, as gRPC clients and Google's own Firestore client see it.
@Suite struct BridgeTests {
    private func withBridge(_ body: (TestDaemon, TestBridge) throws -> Void) throws {
        try withDaemon { daemon in
            let bridge = try TestBridge(daemon)
            defer { bridge.stop() }
            try body(daemon, bridge)
        }
    }

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
}
