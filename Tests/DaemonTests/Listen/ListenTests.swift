import FirestoreModel
import MirrorMessages
import StatusCodes
import TTRPC
import Testing

/// Listen over the daemon's socket: one client writes, another one listens.
@Suite struct ListenTests {
    private static let all = StructuredQuery(collection: "c")

    @Test func aQueryIsToldWholeAndThenInSnapshots() throws {
        try withListener { _, tree, listener in
            try tree.commit([tree.update("c/b", ["n": 2]), tree.update("c/a", ["n": 1])])
            try listener.add(listener.query(Self.all))
            #expect(
                try listener.snapshot().map(\.gist) == ["add", "shown a", "shown b", "current"])
            #expect(!listener.resumeToken.isEmpty)
            let time = try tree.set("c/c", ["n": 3]).time
            #expect(try listener.snapshot().map(\.gist) == ["shown c"])
            #expect(listener.readTime >= time)
            try tree.set("c/a", ["n": 9])
            #expect(try listener.snapshot().map(\.gist) == ["shown a"])
            try tree.commit([tree.delete("c/b")])
            #expect(try listener.snapshot().map(\.gist) == ["deleted b"])
            #expect(listener.fields().values.compactMap { $0["n"] }.count == 2)
            #expect(listener.shown[1]?[listener.name("c/a")]?.fields == ["n": 9])
        }
    }

    @Test func aCommitIsNeverSplitAndWritesWithoutEffectAreNotTold() throws {
        try withListener { _, tree, listener in
            try listener.add(listener.query(Self.all))
            try listener.snapshot()
            let writes = (0..<300).map { tree.update("c/\($0)", ["n": .integer(Int64($0))]) }
            try tree.commit(writes)
            #expect(try listener.snapshot().count == 300)
            // The same again changes nothing; what comes next is the other write alone.
            try tree.commit(writes)
            try tree.set("elsewhere/1", ["n": 1])
            try tree.set("c/7", ["n": 70])
            #expect(try listener.snapshot().map(\.gist) == ["shown 7"])
        }
    }

    @Test func documentsAreToldMissingOrThere() throws {
        try withListener { _, tree, listener in
            try tree.set("c/a", ["n": 1])
            try listener.add(listener.documents("c/a", "c/b"))
            #expect(
                try listener.snapshot().map(\.gist) == ["add", "shown a", "deleted b", "current"])
            try tree.set("c/z", ["n": 1])
            try tree.set("c/b", ["n": 2])
            #expect(try listener.snapshot().map(\.gist) == ["shown b"])
            try tree.commit([tree.delete("c/a")])
            #expect(try listener.snapshot().map(\.gist) == ["deleted a"])
        }
    }

    @Test func rowsEnterAndLeaveAQuery() throws {
        try withListener { _, tree, listener in
            let query = StructuredQuery(collection: "c", where: .where("n", .greaterThan, 5))
            try listener.add(listener.query(query))
            try listener.snapshot()
            try tree.set("c/a", ["n": 1])
            try tree.set("c/a", ["n": 7])
            #expect(try listener.snapshot().map(\.gist) == ["shown a"])
            try tree.set("c/a", ["n": 2])
            #expect(try listener.snapshot().map(\.gist) == ["left a"])
            #expect(listener.ids() == [])
        }
    }

    @Test func aLimitedQueryTellsWhatMovesIn() throws {
        try withListener { _, tree, listener in
            for number in 1...5 {
                try tree.set("c/\(number)", ["n": .integer(Int64(number))])
            }
            let query = StructuredQuery(
                collection: "c", orderBy: [QueryOrder("n", descending: true)], limit: 2)
            try listener.add(listener.query(query))
            #expect(
                try listener.snapshot().map(\.gist) == ["add", "shown 5", "shown 4", "current"])
            try tree.commit([tree.delete("c/5")])
            #expect(try listener.snapshot().map(\.gist) == ["deleted 5", "shown 3"])
            // Behind the window nothing is to be told.
            try tree.set("c/1", ["n": 0])
            try tree.set("c/6", ["n": 6])
            #expect(try listener.snapshot().map(\.gist) == ["left 3", "shown 6"])
            #expect(listener.ids() == ["4", "6"])
        }
    }

    @Test func aCollectionGroupIsToldOfAllItsCollections() throws {
        try withListener { _, tree, listener in
            try listener.add(
                listener.query(StructuredQuery(collection: "s", allDescendants: true)))
            try listener.snapshot()
            try tree.commit([
                tree.update("s/1", [:]), tree.update("c/a/s/2", [:]), tree.update("c/a", [:]),
                tree.update("c/a/s/2/s/3", [:]), tree.update("c/a/t/4", [:]),
            ])
            #expect(
                try Set(listener.snapshot().map(\.gist)) == ["shown 1", "shown 2", "shown 3"])
            #expect(listener.ids() == ["1", "2", "3"])
        }
    }

    @Test func otherDatabasesAreOtherTrees() throws {
        try withListener { daemon, tree, listener in
            try listener.add(listener.query(Self.all))
            try listener.snapshot()
            try FirestoreTree(daemon.client, database: "other").set("c/a", [:])
            try tree.set("c/b", [:])
            #expect(try listener.snapshot().map(\.gist) == ["shown b"])
        }
    }

    @Test func oneEventServesAllTargetsOfAStream() throws {
        try withListener { _, tree, listener in
            try tree.set("c/a", ["n": 1])
            try listener.add(listener.query(Self.all), id: 2)
            try listener.snapshot()
            try listener.add(listener.documents("c/a"), id: 4)
            try listener.snapshot()
            try tree.set("c/a", ["n": 2])
            let events = try listener.snapshot()
            #expect(events.count == 1)
            guard case .change(_, let ids, let removed) = events.first else { return }
            #expect(ids == [2, 4])
            #expect(removed == [])
            try listener.remove(2)
            try listener.remove(77)
            try listener.add(listener.documents("c/b"), id: 6)
            #expect(
                try listener.snapshot().map(\.gist) == ["remove", "add", "deleted b", "current"])
            #expect(listener.causes[2] == nil)
            try tree.set("c/a", ["n": 3])
            guard case .change(_, let left, _) = try listener.snapshot().first else { return }
            #expect(left == [4])
        }
    }

    @Test func aBadTargetEndsAndTheStreamGoesOn() throws {
        try withListener { _, tree, listener in
            try listener.add(listener.query(StructuredQuery(collection: "__c__")), id: 3)
            while listener.causes[3] == nil { try listener.next() }
            #expect(listener.causes[3]?.code == .invalidArgument)
            try listener.add(.documents(["projects/p/databases/x/documents/c/a"]), id: 5)
            while listener.causes[5] == nil { try listener.next() }
            try listener.add(listener.query(Self.all), id: 3)
            try listener.snapshot()
            try tree.set("c/a", [:])
            try listener.snapshot()
            #expect(listener.ids(3) == ["a"])
        }
    }

    @Test func anIdInUseEndsTheStream() throws {
        try withListener { _, _, listener in
            try listener.add(listener.query(Self.all), id: 3)
            try listener.add(listener.query(Self.all), id: 3)
            #expect { while try listener.next() != nil {} } throws: {
                ($0 as? Status)?.code == .invalidArgument
            }
        }
    }

    @Test func theServerPicksAnIdForZero() throws {
        try withListener { _, tree, listener in
            try tree.set("c/a", [:])
            try listener.add(listener.query(Self.all), id: 0)
            try listener.snapshot()
            let id = try #require(listener.shown.keys.first)
            #expect(id > 0)
            #expect(listener.ids(id) == ["a"])
            try listener.add(listener.query(Self.all), id: 8)
            while listener.causes[8] == nil { try listener.next() }
        }
    }

    @Test func aTargetForOnceEndsAfterItsState() throws {
        try withListener { _, tree, listener in
            try tree.set("c/a", [:])
            try listener.add(listener.query(Self.all), id: 2, once: true)
            #expect(
                try listener.snapshot().map(\.gist) == ["add", "shown a", "current", "remove"])
            #expect(listener.causes[2] == nil)
            try tree.set("c/b", [:])
            try listener.add(listener.query(Self.all), id: 2)
            #expect(
                try listener.snapshot().map(\.gist) == ["add", "shown a", "shown b", "current"])
        }
    }

    @Test func aProjectionCutsWhatIsTold() throws {
        try withListener { _, tree, listener in
            var query = Self.all
            query.select = ["n"]
            try tree.set("c/a", ["n": 1, "m": 2])
            try listener.add(listener.query(query))
            try listener.snapshot()
            #expect(listener.shown[1]?.values.first?.fields == ["n": 1])
        }
    }

    @Test func garbageEndsTheStreamWithInvalidArgument() throws {
        try withDaemon(products: 5) { daemon in
            for bytes: [UInt8] in [[0x0A, 0xFF], [0x12, 0x02, 0x08, 0x01], [0x18, 0x01]] {
                let listener = try TestListener(daemon)
                defer { listener.close() }
                try listener.sendRaw(bytes)
                #expect(throws: Status.self) { while try listener.next() != nil {} }
            }
        }
    }
}
