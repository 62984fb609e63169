import StatusCodes
import Testing

@testable import DocumentStore

@Suite struct DiskSpaceTests {
    private static let memory = 256 << 20
    private static let reserve = DocumentStoreLimits.spaceReserveBytes(memoryBytes: memory)

    @Test func theReserveHasRoomForTheLogsAndAFlush() {
        #expect(Self.reserve == 160 << 20)
        // The least memory there is.
        #expect(DocumentStoreLimits.spaceReserveBytes(memoryBytes: 0) == 36 << 20)
    }

    @Test func writesAreRefusedBelowTheReserveAndResumeALittleAboveIt() {
        let cases: [(available: UInt64?, bytes: Int, isRefusing: Bool, refuses: Bool)] = [
            (nil, 1 << 30, false, false), (0, 0, false, true), (Self.reserve - 1, 0, false, true),
            (Self.reserve, 0, false, false), (Self.reserve, 1, false, true),
            (Self.reserve + 200, 100, false, false), (Self.reserve + 198, 100, false, true),
            (Self.reserve, 0, true, true), (Self.reserve / 8 * 9 - 1, 0, true, true),
            (Self.reserve / 8 * 9, 0, true, false), (.max, 256 << 20, true, false),
        ]
        for example in cases {
            let refusal = DiskSpace(available: example.available).refusal(
                Self.memory, bytes: example.bytes, isRefusing: example.isRefusing)
            #expect((refusal != nil) == example.refuses, "\(example)")
            guard let refusal else { continue }
            #expect(refusal.code == .resourceExhausted && refusal.fault == .full)
            #expect(refusal.cause.contains("160 MiB are kept in reserve"))
        }
    }

    @Test func tablesNeedRoomBesideTheReserve() {
        let cases: [(available: UInt64?, tables: UInt64, isRefusing: Bool, refuses: Bool)] = [
            (nil, 1 << 40, false, false), (Self.reserve, 0, false, false),
            (Self.reserve, 8, false, true), (Self.reserve + 8, 8, false, false),
            (Self.reserve + 8, 8, true, true), (.max, 1 << 40, true, false),
        ]
        for example in cases {
            let refusal = DiskSpace(available: example.available).refusal(
                Self.memory, tables: example.tables, isRefusing: example.isRefusing)
            #expect((refusal != nil) == example.refuses, "\(example)")
        }
    }

    @Test func aStoreOnADiskWithSpaceTakesWrites() throws {
        try withStore { fixture in
            #expect(fixture.store.condition() == .writable)
            try fixture.store.commit([set("a/1", 1)])
            try fixture.store.close()
        }
    }
}
