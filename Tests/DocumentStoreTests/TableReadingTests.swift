import Glibc
import StatusCodes
import TestSupport
import Testing

@testable import DocumentStore

/// Tables are read through, so that damage is told before it is needed.
@Suite struct TableReadingTests {
    /// Makes tables of `store`, and damages a block of the largest where it lies; its name.
    private func damage(_ fixture: StoreFixture) throws -> String {
        for number in 0..<400 {
            try fixture.store.commit([set("a/d\(number)", UInt8(number % 100))])
        }
        try fixture.store.compact()
        let tables = names(in: fixture.path).filter { $0.hasSuffix(".sst") }
        let sizes = tables.map { (bytes(of: "\(fixture.path)/\($0)").count, $0) }
        let largest = try #require(sizes.max { $0.0 < $1.0 })
        let file = open("\(fixture.path)/\(largest.1)", O_WRONLY)
        #expect(file >= 0 && pwrite(file, "damage", 6, 40) == 6)
        Glibc.close(file)
        return largest.1
    }

    @Test func aDamagedTableOfAnOpenStoreIsNotedByName() throws {
        try withStore { fixture in
            let store = fixture.store
            try store.readTables { _ in true }
            #expect(store.damage == nil)
            let name = try damage(fixture)
            let error = #expect(throws: Status.self) { try store.readTables { _ in true } }
            #expect(error?.fault == .corruption)
            let noted = try #require(store.damage)
            #expect(noted.message.contains(name), "\(noted)")
            #expect(noted.code == .dataLoss)
        }
    }

    @Test func aSmallStoreWithADamagedTableIsNotOpened() throws {
        try withStore { fixture in
            let name = try damage(fixture)
            try fixture.store.close()
            let error = #expect(throws: Status.self) { try fixture.open() }
            #expect(error?.fault == .corruption)
            #expect(error?.message.contains(name) == true, "\(String(describing: error))")
            #expect(error?.message.contains("posmirror repair \(fixture.path)") == true)
        }
    }

    @Test func readingEndsWhenItIsTold() throws {
        try withStore { fixture in
            let keys = DocumentStoreLimits.tableKeysPerStep + 10
            try fixture.store.commit((0..<keys).map { set("a/d\($0)", 1) })
            var steps = 0
            try fixture.store.readTables { _ in
                steps += 1
                return true
            }
            // One more for the documents, and for their index entries.
            #expect(steps > 5)
            var taken = 0
            try fixture.store.readTables { _ in
                taken += 1
                return taken < 2
            }
            #expect(taken == 2)
        }
    }
}
