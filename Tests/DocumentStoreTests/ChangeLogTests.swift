import Testing

@testable import DocumentStore

@Suite struct ChangeLogTests {
    @Test func changesAreReadAfterAVersionUpToALimit() throws {
        try withStore { fixture in
            for index in 0..<10 { try fixture.store.commit([set("a/\(index)", 1)]) }
            #expect(try fixture.store.changes(after: 7).map(\.version) == [8, 9, 10])
            #expect(try fixture.store.changes(after: 0, limit: 2).map(\.version) == [1, 2])
            #expect(try fixture.store.changes(after: 10).isEmpty)
            #expect(try fixture.store.changes(after: .max).isEmpty)
        }
    }

    @Test func logIsCutAndOldVersionsAreRefused() throws {
        try withStore { fixture in
            let commits = DocumentStoreLimits.changeRecordsMax + 1
            for index in 0..<commits { try fixture.store.commit([set("a/1", UInt8(index % 2))]) }
            let oldest = try #require(fixture.store.oldestChange)
            #expect(oldest == 2_050)
            expect(.failedPrecondition) { _ = try fixture.store.changes(after: 0) }
            expect(.failedPrecondition) { _ = try fixture.store.changes(after: oldest - 2) }
            #expect(try fixture.store.changes(after: oldest - 1, limit: 1)[0].version == oldest)
            try fixture.reopen()
            #expect(fixture.store.oldestChange == oldest)
            expect(.failedPrecondition) { _ = try fixture.store.changes(after: 0) }
        }
    }

    @Test func windowIsCutByBytesAndKeepsTheNewest() {
        var window = ChangeWindow(recordsMax: 1_000, bytesMax: 80)
        for version in 1...8 {
            window.append(version: UInt64(version), bytes: 10)
            #expect(window.truncate() == nil)
        }
        window.append(version: 9, bytes: 10)
        #expect(window.truncate() == 1..<3)
        #expect(window.bytes == 70)
        window.append(version: 10, bytes: 500)
        #expect(window.truncate() == 3..<10)
        #expect(window.count == 1)
        #expect(window.first == 10)
    }
}
