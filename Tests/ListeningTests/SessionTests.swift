import FirestoreModel
import StatusCodes
import Testing

@testable import Listening

@Suite struct SessionTests {
    private let database: DatabaseName

    init() throws { database = try DatabaseName(project: "p") }

    private func collection(_ id: String = "c") throws -> TargetScope {
        try TargetScope(
            .query(parent: ModelTree.root, StructuredQuery(collection: id)), in: database)
    }

    @Test func anIdInUseIsAFaultOfTheStream() throws {
        var session = ListenSession()
        #expect(try session.admit(1) == 1)
        _ = session.add(1, try collection())
        #expect(throws: TargetFault.stream(.invalid("target_id 1 is in use on this stream"))) {
            try session.admit(1)
        }
        _ = session.remove(1)
        #expect(try session.admit(1) == 1)
    }

    @Test func theServerPicksIdsForZeroAndThenForAll() throws {
        var session = ListenSession()
        #expect(try session.admit(7) == 7)
        let first = try session.admit(0)
        #expect(first == ListeningLimits.firstOwnTargetId)
        _ = session.add(first, try collection())
        #expect(try session.admit(0) == first + 1)
        let fault = TargetFault.target(
            .invalid("target_id must stay 0 once a target was added with 0"))
        #expect(throws: fault) { try session.admit(8) }
        #expect(throws: TargetFault.target(.invalid("target_id is negative"))) {
            try session.admit(-1)
        }
    }

    /// A client may name the server's next id itself before it leaves the choice to the server.
    @Test func anIdThatTheServerPicksIsNobodyElses() throws {
        var session = ListenSession()
        let first = ListeningLimits.firstOwnTargetId
        for id in [first, first + 1, .max] {
            _ = session.add(try session.admit(id), try collection())
        }
        for expected in [first + 2, first + 3] {
            let id = try session.admit(0)
            #expect(id == expected)
            _ = session.add(id, try collection())
        }
        #expect(Set(session.targetIds).count == 5)
    }

    @Test func targetsAreBounded() throws {
        var session = ListenSession()
        for id in 1...Int32(ListeningLimits.targetsPerStreamMax) {
            _ = session.add(try session.admit(id), try collection())
        }
        let fault = #expect(throws: TargetFault.self) { try session.admit(100_000) }
        guard case .target(let error) = fault else {
            Issue.record("not a fault of the target")
            return
        }
        #expect(error.code == .resourceExhausted)
    }

    @Test func anUnknownTargetIsNotRemoved() {
        var session = ListenSession()
        #expect(session.remove(3) == nil)
    }

    @Test func aTargetForOnceEndsWhenItIsCurrent() throws {
        var session = ListenSession()
        _ = session.add(4, try collection(), once: true)
        let time = Timestamp(microseconds: 5)
        #expect(
            session.current(4, token: [9], at: time) == [
                .target(TargetChange(.current, [4], resumeToken: [9], readTime: time)),
                .target(TargetChange(.remove, [4])),
            ])
        #expect(session.isEmpty)
    }

    @Test func readTimesNeverGoBack() throws {
        var session = ListenSession()
        let late = Timestamp(microseconds: 9)
        #expect(
            session.snapshot(token: [1], at: late)
                == .target(TargetChange(.noChange, resumeToken: [1], readTime: late)))
        #expect(
            session.snapshot(token: [2], at: Timestamp(microseconds: 3))
                == .target(TargetChange(.noChange, resumeToken: [2], readTime: late)))
    }

    static let badTargets: [(TargetRequest.Selection, StatusCode)] = [
        (.none, .invalidArgument),
        (.documents([]), .invalidArgument),
        (.documents(["projects/p/databases/other/documents/c/1"]), .invalidArgument),
        (.documents(["\(ModelTree.root)/c"]), .invalidArgument),
        (.documents((0...1_000).map { "\(ModelTree.root)/c/\($0)" }), .invalidArgument),
        (.query(parent: ModelTree.root, StructuredQuery(collection: "__s__")), .invalidArgument),
        (.query(parent: "\(ModelTree.root)/c", StructuredQuery(collection: "s")), .invalidArgument),
        (.query(parent: ModelTree.root, nearest), .unimplemented),
    ]

    static let nearest: StructuredQuery = {
        var query = StructuredQuery(collection: "c")
        var stage = FindNearest()
        stage.vectorField = "v"
        stage.queryVector = .vector([1, 2])
        stage.distanceMeasure = 1
        stage.limit = 3
        query.findNearest = stage
        return query
    }()

    @Test(arguments: badTargets)
    func aBadTargetIsRefused(selection: TargetRequest.Selection, code: StatusCode) throws {
        let error = #expect(throws: Status.self) {
            try TargetScope(selection, in: database)
        }
        #expect(error?.code == code)
    }

    @Test func oneEventServesSeveralTargets() throws {
        var session = ListenSession()
        let filtered = StructuredQuery(collection: "c", where: .where("n", .equal, 1))
        _ = session.add(1, try collection())
        _ = session.add(
            2, try TargetScope(.query(parent: ModelTree.root, filtered), in: database))
        _ = session.add(3, try TargetScope(.documents(["\(ModelTree.root)/c/1"]), in: database))
        var tree = ModelTree()
        tree.set("c/1", ["n": 1])
        let (key, old) = try #require(tree.rows.first)
        tree.set("c/1", ["n": 2])
        let new = try #require(tree.rows[key])
        #expect(session.change(key, old: nil, new: old).targetIds == [1, 2, 3])
        #expect(
            session.change(key, old: old, new: new)
                == DocumentEffect(targetIds: [1, 3], removedTargetIds: [2]))
        #expect(
            session.change(key, old: new, new: nil) == DocumentEffect(removedTargetIds: [1, 3]))
    }

    @Test func rowsBehindAFullWindowDoNotTouchIt() throws {
        var session = ListenSession()
        let query = StructuredQuery(collection: "c", orderBy: [QueryOrder("n")], limit: 2)
        let scope = try TargetScope(.query(parent: ModelTree.root, query), in: database)
        _ = session.add(1, scope)
        var tree = ModelTree()
        for number in 1...4 { tree.set("c/\(number)", ["n": .integer(Int64(number))]) }
        guard case .query(let prepared) = scope else { return }
        let window = tree.ordered(prepared)
        let settled = session.settle(1, window.map(\.key), last: window.last?.row)
        #expect(settled.entered.count == 2)
        let last = tree.rows[ModelTree.key("c/4")]
        #expect(session.change(ModelTree.key("c/4"), old: last, new: nil).isEmpty)
        #expect(session.dirtyTargets == [])
        let first = tree.rows[ModelTree.key("c/1")]
        tree.delete("c/1")
        #expect(session.change(ModelTree.key("c/1"), old: first, new: nil).isEmpty)
        #expect(session.dirtyTargets == [1])
        let moved = tree.ordered(prepared)
        #expect(
            session.settle(1, moved.map(\.key), last: moved.last?.row)
                == WindowChange(
                    entered: [ModelTree.key("c/3")], stayed: [ModelTree.key("c/2")],
                    left: [ModelTree.key("c/1")]))
        #expect(session.dirtyTargets == [])
    }
}
