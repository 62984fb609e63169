import FirestoreModel
import MirrorClient
import MirrorMessages
import Randomness
import TestSupport
import Testing

/// Random commits, queries, transactions and looks at the past through the daemon, compared with
/// a plain dictionary.
@Suite struct FirestoreOracleTests {
    @Test(arguments: Seeds.of([1, 2, 3, 20_261_127] as [UInt64]))
    func theTreeBehavesLikeADictionary(seed: UInt64) throws {
        try withTree { (tree) throws in
            var run = OracleRun(tree, seed: seed)
            for step in 0..<250 {
                try run.step("seed \(seed) step \(step)")
            }
            try run.finish()
        }
    }
}

/// One random run.
private struct OracleRun {
    /// A transaction: what it saw and what it read.
    private struct Open {
        let id: [UInt8]
        let isReadOnly: Bool
        let seen: PlainTree
        var paths: Set<String> = []
        var searches: [PlainTree.Search] = []
    }

    private let tree: FirestoreTree
    private var random: SeededRandom
    private var plain = PlainTree()
    private var past: [(time: Timestamp, tree: PlainTree)] = []
    private var open: [Open] = []
    private var aborts = 0
    private var commits = 0

    init(_ tree: FirestoreTree, seed: UInt64) {
        self.tree = tree
        random = SeededRandom(seed: seed)
    }

    mutating func step(_ comment: Comment) throws {
        switch random.below(12) {
        case 0..<4: try commit(comment)
        case 4..<6: try query(comment)
        case 6: try look(comment)
        case 7: try begin()
        case 8, 9: try readInTransaction(comment)
        default: try endTransaction(comment)
        }
    }

    /// Every kind of step must have had its turn.
    func finish() throws {
        #expect(commits > 2 && aborts > 2)
        let all = PlainTree.Search(collection: "c")
        #expect(try tree.ids(structured(all)) == plain.search(all).map(Self.id))
    }

    // MARK: Steps

    private mutating func commit(_ comment: Comment) throws {
        let steps = (0...random.below(4)).map { _ in randomStep() }
        let committed = try? tree.commit(steps.map(write))
        try apply(steps, committed, comment)
    }

    private mutating func apply(
        _ steps: [PlainTree.Step], _ committed: FirestoreTree.Committed?, _ comment: Comment
    ) throws {
        var next = plain
        let isGood = next.commit(steps, at: committed?.time ?? Timestamp(seconds: 0))
        #expect(isGood == (committed != nil), comment)
        guard let committed, isGood else { return }
        plain = next
        past.append((committed.time, plain))
        for (index, step) in steps.enumerated() where isLast(index, steps) {
            #expect(committed.results[index].updateTime == plain.rows[step.path]?.updated, comment)
        }
    }

    private func isLast(_ index: Int, _ steps: [PlainTree.Step]) -> Bool {
        !steps[(index + 1)...].contains { $0.path == steps[index].path }
    }

    private mutating func query(_ comment: Comment) throws {
        let search = randomSearch(offsets: true)
        let documents = try tree.documents(structured(search))
        #expect(documents.map { path($0.name) } == plain.search(search), comment)
        for document in documents { check(document, plain, comment) }
        let count = try tree.aggregate(structured(search), [Aggregation(.count(upTo: nil))])
        #expect(count == ["field_1": .integer(Int64(documents.count))], comment)
    }

    private mutating func look(_ comment: Comment) throws {
        guard let (time, then) = past.randomElement(using: &random) else { return }
        let search = randomSearch(offsets: true)
        let documents = try tree.run(structured(search)) {
            $0.readTime = WireTimestamp(time)
        }.compactMap(\.document).map { try Document(wireBytes: $0) }
        #expect(documents.map { path($0.name) } == then.search(search), comment)
        for document in documents { check(document, then, comment) }
    }

    private mutating func begin() throws {
        let isReadOnly = random.below(4) == 0
        let id = try tree.begin(isReadOnly ? .readOnly(at: nil) : .unspecified)
        // The first read is what fixes the moment.
        _ = try tree.fields("x/none", transaction: id)
        open.append(Open(id: id, isReadOnly: isReadOnly, seen: plain))
    }

    private mutating func readInTransaction(_ comment: Comment) throws {
        guard !open.isEmpty else { return try begin() }
        let index = random.below(open.count)
        if random.below(2) == 0 {
            let path = randomPath()
            let found = try tree.batchGet([path]) { $0.transaction = open[index].id }
            #expect((found.first?.found == nil) == (open[index].seen.rows[path] == nil), comment)
            open[index].paths.insert(path)
        } else {
            let search = randomSearch(offsets: false)
            let documents = try tree.documents(structured(search), transaction: open[index].id)
            #expect(documents.map { path($0.name) } == open[index].seen.search(search), comment)
            open[index].searches.append(search)
        }
    }

    private mutating func endTransaction(_ comment: Comment) throws {
        guard !open.isEmpty else { return }
        let transaction = open.remove(at: random.below(open.count))
        guard !transaction.isReadOnly else { return try tree.rollback(transaction.id) }
        let steps = [randomStep(conditions: false)]
        do {
            let committed = try tree.commit(steps.map(write), transaction: transaction.id)
            #expect(isUnchanged(transaction), comment)
            try apply(steps, committed, comment)
            commits += 1
        } catch let error as MirrorClientError where error.code == .aborted {
            #expect(!isUnchanged(transaction), comment)
            aborts += 1
        }
    }

    /// Whether everything that the transaction read is as it was.
    private func isUnchanged(_ transaction: Open) -> Bool {
        let seen = transaction.seen
        return transaction.paths.allSatisfy { seen.rows[$0] == plain.rows[$0] }
            && transaction.searches.allSatisfy { search in
                let (before, now) = (seen.search(search), plain.search(search))
                return before == now && now.allSatisfy { seen.rows[$0] == plain.rows[$0] }
            }
    }

    // MARK: Comparing

    private func path(_ name: String) -> String {
        String(name.dropFirst(tree.database.documentsRoot.count + 1))
    }

    private static func id(_ path: String) -> String {
        String(path.split(separator: "/").last ?? "")
    }

    private func check(_ document: Document, _ plain: PlainTree, _ comment: Comment) {
        let row = plain.rows[path(document.name)]
        #expect(document.fields == row.map { Fields($0.fields.mapValues(\.value)) }, comment)
        #expect(document.createTime == row?.created, comment)
        #expect(document.updateTime == row?.updated, comment)
    }

    // MARK: Chance

    private mutating func randomPath() -> String {
        let collection = random.below(4) == 0 ? "d" : "c"
        let nested = random.below(5) == 0 ? "x/y/" : ""
        return "\(nested)\(collection)/\(random.below(9))"
    }

    private mutating func randomValue() -> PlainTree.Plain {
        switch random.below(8) {
        case 0: .null
        case 1: .text(["", "m", "é"][random.below(3)])
        case 2: .number(Double(random.below(4)) + 0.5)
        default: .number(Double(random.below(5)))
        }
    }

    private mutating func randomFields() -> [String: PlainTree.Plain] {
        var fields: [String: PlainTree.Plain] = [:]
        for name in ["a", "b"] where random.below(4) > 0 { fields[name] = randomValue() }
        return fields
    }

    private mutating func randomStep(conditions: Bool = true) -> PlainTree.Step {
        let path = randomPath()
        let change: PlainTree.Change =
            switch random.below(8) {
            case 0: .delete
            case 1: .add(Double(random.below(3)))
            case 2, 3: .merge(randomFields(), names: random.below(2) == 0 ? ["a"] : ["a", "b"])
            default: .set(randomFields())
            }
        var condition = PlainTree.Condition.none
        if conditions {
            switch random.below(12) {
            case 0: condition = .exists(random.below(2) == 0)
            case 1: condition = plain.rows[path].map { .updated($0.updated) } ?? .exists(false)
            case 2: condition = .updated(Timestamp(seconds: 1))
            default: break
            }
        }
        return PlainTree.Step(path: path, change: change, condition: condition)
    }

    private mutating func randomSearch(offsets: Bool) -> PlainTree.Search {
        var search = PlainTree.Search(collection: random.below(4) == 0 ? "d" : "c")
        search.isGroup = random.below(3) == 0
        if random.below(3) > 0 {
            search.field = random.below(2) == 0 ? "a" : "b"
            search.op = [.equal, .lessThan, .greaterThanOrEqual, .notEqual][random.below(4)]
            search.operand = randomValue()
        }
        if random.below(2) == 0 {
            search.order = random.below(2) == 0 ? "a" : "b"
            search.descending = random.below(2) == 0
        }
        if random.below(2) == 0 { search.limit = 1 + random.below(4) }
        if offsets, random.below(3) == 0 { search.offset = random.below(3) }
        return search
    }

    // MARK: Speaking Firestore

    private func write(_ step: PlainTree.Step) -> Write {
        let condition: Precondition? =
            switch step.condition {
            case .none: nil
            case .exists(let exists): .exists(exists)
            case .updated(let time): .updateTime(time)
            }
        switch step.change {
        case .delete: return tree.delete(step.path, if: condition)
        case .set(let fields):
            return tree.update(step.path, Fields(fields.mapValues(\.value)), if: condition)
        case .merge(let fields, let names):
            return tree.update(
                step.path, Fields(fields.mapValues(\.value)), mask: names, if: condition)
        case .add(let amount):
            let add = FieldTransform(
                fieldPath: "a", kind: .increment(PlainTree.Plain.number(amount).value))
            return tree.update(step.path, [:], mask: [], transforms: [add], if: condition)
        }
    }

    private func structured(_ search: PlainTree.Search) -> StructuredQuery {
        var query = StructuredQuery(
            collection: search.collection, allDescendants: search.isGroup,
            limit: search.limit.map { Int32($0) })
        if let field = search.field {
            query.filter = .where(field, search.op, search.operand.value)
        }
        if let order = search.order {
            query.orderBy = [QueryOrder(order, descending: search.descending)]
        }
        query.offset = Int32(search.offset)
        return query
    }
}
