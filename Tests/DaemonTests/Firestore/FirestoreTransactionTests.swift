import FirestoreModel
import LinuxSystem
import MirrorClient
import MirrorMessages
import Testing

/// Transactions over the daemon's socket; case 40 of Protocol/firestore.md among them.
@Suite struct FirestoreTransactionTests {
    @Test func case40AChangedReadAbortsOnlyWhoWrites() throws {
        try withTree { (tree) throws in
            try tree.set("c/d", ["v": 1])
            let (writer, reader) = (try tree.begin(), try tree.begin())
            for transaction in [writer, reader] {
                #expect(try tree.fields("c/d", transaction: transaction) == ["v": 1])
            }
            try tree.set("c/d", ["v": 2])
            // Both still see their first moment.
            #expect(try tree.fields("c/d", transaction: writer) == ["v": 1])
            expect(.aborted) {
                try tree.commit([tree.update("c/other", ["v": 1])], transaction: writer)
            }
            #expect(try tree.fields("c/other") == nil)
            try tree.commit([], transaction: reader)
        }
    }

    @Test func missingDocumentsThatWereLookedUpCount() throws {
        try withTree { (tree) throws in
            let transaction = try tree.begin()
            #expect(try tree.batchGet(["c/none"]) { $0.transaction = transaction }.count == 1)
            try tree.set("c/none", [:])
            expect(.aborted) {
                try tree.commit([tree.update("c/d", [:])], transaction: transaction)
            }
        }
    }

    /// What is done to the documents {1: v 1}, {2: v 2}, {3: v 3} between a transaction's query
    /// and its commit, and whether it then fails.
    static let interferences: [(Write.Operation, query: StructuredQuery, aborts: Bool)] = {
        let low = StructuredQuery(collection: "c", where: .where("v", .lessThan, 3))
        let first = StructuredQuery(collection: "c", orderBy: [QueryOrder("v")], limit: 1)
        var second = first
        second.offset = 1
        let name = { (id: String) in "projects/p/databases/test/documents/c/\(id)" }
        let set = { (id: String, v: Value) in
            Write.Operation.update(Document(name: name(id), fields: ["v": v]))
        }
        return [
            (set("1", 0), low, true),
            (set("3", 5), low, false),
            (set("new", 9), low, false),
            (set("new", 1.5), low, true),
            (set("3", 2), low, true),
            (.delete(name("2")), low, true),
            (.delete(name("3")), low, false),
            (set("1", 9), low, true),
            (set("2", 5), first, false),
            (set("new", 0), first, true),
            (set("new", 7), first, false),
            (.delete(name("1")), first, true),
            (.delete(name("1")), second, true),
            (set("new", 0), second, true),
            (
                .update(Document(name: "projects/p/databases/test/documents/d/1", fields: [:])),
                low,
                false
            ),
        ]
    }()

    @Test func queryResultsThatWereReadCount() throws {
        try withTree { (tree) throws in
            for (index, (operation, query, aborts)) in Self.interferences.enumerated() {
                try tree.commit(
                    (1...3).map { tree.update("c/\($0)", ["v": .integer(Int64($0))]) }
                        + [tree.delete("c/new"), tree.delete("d/1")])
                let transaction = try tree.begin()
                _ = try tree.ids(query, transaction: transaction)
                try tree.commit([Write(operation)])
                let commit = {
                    _ = try tree.commit(
                        [tree.update("out/\(index)", [:])], transaction: transaction)
                }
                if aborts {
                    expect(.aborted) { try commit() }
                } else {
                    try commit()
                }
                #expect(try (tree.fields("out/\(index)") == nil) == aborts, "\(index)")
            }
        }
    }

    @Test func aggregationsAndListsThatWereReadCount() throws {
        try withTree { (tree) throws in
            try tree.set("c/1", ["v": 1])
            let counted = try tree.begin()
            let all = StructuredQuery(collection: "c")
            #expect(
                try tree.aggregate(all, [Aggregation(.count(upTo: nil))]) {
                    $0.transaction = counted
                } == ["field_1": 1])
            let listed = try tree.begin()
            var request = ListDocumentsRequest()
            request.parent = tree.name("")
            request.collectionId = "c"
            request.transaction = listed
            let page: ListDocumentsResponse = try tree.call("ListDocuments", request)
            #expect(page.documents.count == 1)
            try tree.set("c/2", ["v": 1])
            for transaction in [counted, listed] {
                expect(.aborted) {
                    try tree.commit([tree.update("d/d", [:])], transaction: transaction)
                }
            }
        }
    }

    @Test func aReadOnlyTransactionNeverAbortsAndNeverWrites() throws {
        try withTree { (tree) throws in
            let first = try tree.set("c/d", ["v": 1]).time
            let transaction = try tree.begin(.readOnly(at: nil))
            #expect(try tree.fields("c/d", transaction: transaction) == ["v": 1])
            try tree.set("c/d", ["v": 2])
            expect(.invalidArgument) {
                try tree.commit([tree.delete("c/d")], transaction: transaction)
            }
            // That was no end of it.
            #expect(try tree.fields("c/d", transaction: transaction) == ["v": 1])
            try tree.commit([], transaction: transaction)
            let past = try tree.begin(.readOnly(at: first))
            #expect(try tree.fields("c/d", transaction: past) == ["v": 1])
            #expect(try tree.ids(StructuredQuery(collection: "c"), transaction: past) == ["d"])
        }
    }

    @Test func readsMayBeginATransaction() throws {
        try withTree { (tree) throws in
            try tree.set("c/d", ["v": 1])
            let readWrite = TransactionOptions(.readWrite(retrying: [])).wireBytes
            let got = try tree.batchGet(["c/d", "c/e"]) { $0.newTransaction = readWrite }
            #expect(got.count == 2 && got[1].transaction.isEmpty)
            #expect(got[0].found != nil)
            let rows = try tree.run(StructuredQuery(collection: "c")) {
                $0.newTransaction = readWrite
            }
            #expect(rows.count == 2)
            #expect(rows[0].document == nil && !rows[0].transaction.isEmpty)
            #expect(rows[1].transaction.isEmpty && rows[1].done == true)
            try tree.commit([tree.update("c/d", ["v": 2])], transaction: got[0].transaction)
            expect(.aborted) {
                try tree.commit([tree.update("c/d", ["v": 3])], transaction: rows[0].transaction)
            }
            // Without a mode a read begins one that only reads.
            let unspecified = try tree.batchGet(["c/d"]) { $0.newTransaction = [] }
            expect(.invalidArgument) {
                try tree.commit([tree.delete("c/d")], transaction: unspecified[0].transaction)
            }
        }
    }

    @Test func endsAreEnds() throws {
        try withTree { (tree) throws in
            try tree.set("c/d", ["v": 1])
            let rolledBack = try tree.begin()
            try tree.rollback(rolledBack)
            try tree.rollback(rolledBack)
            let failed = try tree.begin()
            expect(.alreadyExists) {
                try tree.commit(
                    [tree.update("c/d", [:], if: .exists(false))], transaction: failed)
            }
            let committed = try tree.begin()
            // A structural fault is no end.
            expect(.invalidArgument) { try tree.commit([Write()], transaction: committed) }
            try tree.commit([tree.update("c/d", ["v": 2])], transaction: committed)
            for ended in [rolledBack, failed, committed] {
                expect(.aborted) { try tree.commit([], transaction: ended) }
                expect(.aborted) { _ = try tree.get("c/d", transaction: ended) }
            }
            expect(.invalidArgument) { try tree.rollback([1, 2, 3]) }
            expect(.invalidArgument) { _ = try tree.get("c/d", transaction: [1, 2, 3]) }
            let other = try FirestoreTree(tree.client, database: "other")
            let foreign = try other.begin()
            expect(.invalidArgument) { try tree.commit([], transaction: foreign) }
            try other.commit([], transaction: foreign)
            // What is tried again takes the place of the try before.
            let again = try tree.begin(.readWrite(retrying: committed))
            try tree.commit([tree.update("c/d", ["v": 3])], transaction: again)
        }
    }

    @Test func transactionsAreBoundedInNumber() throws {
        try withTree { (tree) throws in
            var open: [[UInt8]] = []
            expect(.resourceExhausted) {
                while open.count < 5_000 { open.append(try tree.begin()) }
            }
            // One user's half of the 1,024.
            #expect(open.count == 512)
            try tree.rollback(open[0])
            #expect(try !tree.begin().isEmpty)
        }
    }

    @Test func eightThreadsCountExactly() throws {
        try withDaemon(products: 5) { daemon in
            let tree = try FirestoreTree(daemon.client)
            try tree.set("c/counter", ["n": 0])
            let failures = Monitor<[String]>([])
            let trees = try (0..<8).map { _ in try FirestoreTree(try daemon.connect()) }
            let threads = trees.map { tree in
                SystemThread(name: "test-counter") {
                    for _ in 0..<25 {
                        do {
                            try Self.addOne(tree)
                        } catch {
                            failures.update { $0.append("\(error)") }
                        }
                    }
                }
            }
            for thread in threads { thread.join() }
            #expect(failures.withLock { $0 } == [])
            #expect(try tree.fields("c/counter") == ["n": 200])
        }
    }

    /// One transaction, tried until it succeeds.
    private static func addOne(_ tree: FirestoreTree) throws {
        var transaction = try tree.begin()
        while true {
            guard
                case .integer(let n)? = try tree.fields(
                    "c/counter", transaction: transaction)?["n"]
            else { throw Missing() }
            do {
                try tree.commit(
                    [tree.update("c/counter", ["n": .integer(n + 1)])], transaction: transaction)
                return
            } catch let error as MirrorClientError where error.code == .aborted {
                transaction = try tree.begin(.readWrite(retrying: transaction))
            }
        }
    }

    private struct Missing: Error {}

    @Test func clientsWithoutTransactionIdsVerifyWhatTheyRead() throws {
        try withTree { (tree) throws in
            try tree.set("c/read", ["v": 1])
            try tree.set("c/written", ["v": 1])
            let attempt = { (seen: Timestamp) in
                _ = try tree.commit([
                    Write(.verify(tree.name("c/read")), currentDocument: .updateTime(seen)),
                    tree.update("c/written", ["v": 2]),
                ])
            }
            let seen = try #require(try tree.get("c/read").updateTime)
            try tree.set("c/read", ["v": 2])
            expect(.failedPrecondition) { try attempt(seen) }
            #expect(try tree.fields("c/written") == ["v": 1])
            try attempt(try #require(try tree.get("c/read").updateTime))
            #expect(try tree.fields("c/written") == ["v": 2])
        }
    }
}
