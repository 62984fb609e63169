import StatusCodes
import Testing

@testable import FirestoreModel

/// Plays commits on one document: the model of a store that the write tests speak to.
struct WriteBench {
    static let database = try? DatabaseName(project: "p")
    static let name = "projects/p/databases/(default)/documents/c/d"
    var document: StoredDocument?
    var clock: Int64 = 1_000_000

    init(_ fields: Fields? = nil) {
        let time = Timestamp(microseconds: clock)
        document = fields.map { StoredDocument(fields: $0, createTime: time, updateTime: time) }
    }

    /// One commit; all or nothing.
    @discardableResult
    mutating func commit(_ writes: Write...) throws -> [WriteResult] {
        let prepared = try PreparedCommit.prepare(writes, in: #require(Self.database))
        clock += 1_000_123
        let time = Timestamp(microseconds: clock)
        var (state, results) = (document, [WriteResult]())
        for write in prepared {
            let outcome = try write.apply(to: state, commitTime: time, requestTime: time)
            state = outcome.document
            results.append(outcome.result)
        }
        document = state
        return results
    }

    static func update(
        _ fields: Fields, mask: [String]? = nil, _ transforms: [FieldTransform] = [],
        _ condition: Precondition? = nil
    ) -> Write {
        Write(
            .update(Document(name: name, fields: fields)), updateMask: mask,
            updateTransforms: transforms, currentDocument: condition)
    }

    static func transform(_ path: String, _ kind: FieldTransform.Kind) -> Write {
        Write(.transform(document: name, [FieldTransform(fieldPath: path, kind: kind)]))
    }
}

@Suite struct PreparedWriteTests {
    private func expect(
        _ code: StatusCode, _ bench: WriteBench, _ write: Write,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        var bench = bench
        let before = bench.document
        let error = #expect(throws: Status.self, sourceLocation: sourceLocation) {
            try bench.commit(write)
        }
        #expect(error?.code == code, sourceLocation: sourceLocation)
        #expect(bench.document == before, sourceLocation: sourceLocation)
    }

    @Test func anUpdateWithoutMaskReplacesTheDocument() throws {
        var bench = WriteBench(["x": 1])
        try bench.commit(WriteBench.update([:]))
        #expect(bench.document?.fields == [:])
        #expect(bench.document?.createTime == Timestamp(microseconds: 1_000_000))
    }

    @Test func anEmptyMaskCreatesAnEmptyDocument() throws {
        var bench = WriteBench()
        let results = try bench.commit(WriteBench.update([:], mask: []))
        #expect(bench.document?.fields == [:])
        #expect(results[0].updateTime == Timestamp(microseconds: bench.clock))
    }

    @Test func aDeleteUnderAScalarKeepsTheUpdateTime() throws {
        var bench = WriteBench(["a": 5])
        let results = try bench.commit(WriteBench.update([:], mask: ["a.b"]))
        #expect(results[0].updateTime == Timestamp(microseconds: 1_000_000))
    }

    @Test func theSameSetTwiceKeepsTheUpdateTime() throws {
        var bench = WriteBench()
        let first = try bench.commit(WriteBench.update(["a": 1]))
        #expect(try bench.commit(WriteBench.update(["a": 1])) == first)
        let third = try bench.commit(WriteBench.update(["a": 1.0]))
        #expect(third[0].updateTime == Timestamp(microseconds: bench.clock))
        #expect(bench.document?.createTime == first[0].updateTime)
    }

    @Test func preconditionsGuardEveryOperation() throws {
        let (missing, present) = (WriteBench(), WriteBench(["a": 1]))
        let delete = { Write(.delete(WriteBench.name), currentDocument: $0) }
        let stale = Precondition.updateTime(Timestamp(microseconds: 7))
        expect(.notFound, missing, WriteBench.update(["a": 1], [], .exists(true)))
        expect(.notFound, missing, delete(.exists(true)))
        expect(.alreadyExists, present, WriteBench.update(["a": 1], [], .exists(false)))
        expect(.alreadyExists, present, delete(.exists(false)))
        expect(.failedPrecondition, missing, delete(stale))
        expect(.failedPrecondition, present, delete(stale))
        expect(.failedPrecondition, present, WriteBench.update(["a": 1], [], stale))
        let fine = Timestamp(seconds: 1, nanos: 1)
        expect(.invalidArgument, present, delete(.updateTime(fine)))
        var bench = present
        try bench.commit(WriteBench.update(["a": 2], [], .updateTime(Timestamp(seconds: 1))))
        try bench.commit(WriteBench.update(["a": 3], [], Precondition.none))
        #expect(bench.document?.fields == ["a": 3])
    }

    @Test func aTimeThatTheDocumentHasNotReachedIsInvalid() {
        let (missing, present) = (WriteBench(), WriteBench(["a": 1]))
        let future = Precondition.updateTime(Timestamp(seconds: 2))
        expect(.invalidArgument, present, WriteBench.update(["a": 2], mask: nil, [], future))
        expect(.invalidArgument, present, Write(.delete(WriteBench.name), currentDocument: future))
        expect(.invalidArgument, present, Write(.verify(WriteBench.name), currentDocument: future))
        expect(.failedPrecondition, missing, WriteBench.update(["a": 2], mask: nil, [], future))
        let stale = FirestoreModel.Precondition.differs(stored: 9, required: 7)
        #expect(
            stale.message == "the stored version (9) does not match the required base version (7)")
    }

    @Test func deletingAMissingDocumentIsFineAndHasNoTime() throws {
        var bench = WriteBench()
        #expect(try bench.commit(Write(.delete(WriteBench.name))) == [WriteResult(updateTime: nil)])
        bench = WriteBench(["a": 1])
        try bench.commit(Write(.delete(WriteBench.name), currentDocument: .exists(true)))
        #expect(bench.document == nil)
    }

    @Test func writesOfOneCommitSeeEachOther() throws {
        var bench = WriteBench(["n": 10])
        let results = try bench.commit(
            WriteBench.transform("n", .increment(1)), Write(.delete(WriteBench.name)),
            WriteBench.transform("n", .increment(3)))
        #expect(bench.document?.fields == ["n": 3])
        #expect(results.map(\.transformResults) == [[11], [], [3]])
        #expect(bench.document?.createTime == Timestamp(microseconds: bench.clock))
    }

    @Test func verifyChecksAndChangesNothing() throws {
        var bench = WriteBench()
        let absent = Write(.verify(WriteBench.name), currentDocument: .exists(false))
        #expect(try bench.commit(absent) == [WriteResult(updateTime: nil)])
        #expect(bench.document == nil)
        bench = WriteBench(["a": 1])
        expect(.alreadyExists, bench, absent)
        let present = Write(.verify(WriteBench.name), currentDocument: .exists(true))
        #expect(try bench.commit(present)[0].updateTime == Timestamp(seconds: 1))
        expect(.invalidArgument, bench, Write(.verify(WriteBench.name)))
    }

    @Test func structuralFaultsAreInvalid() {
        let bench = WriteBench()
        let (name, root) = (WriteBench.name, "databases/(default)/documents/")
        expect(.invalidArgument, bench, Write(.none))
        expect(.invalidArgument, bench, Write(.delete("projects/q/\(root)c/d")))
        expect(.invalidArgument, bench, Write(.delete("projects/p/\(root)c")))
        expect(.invalidArgument, bench, Write(.delete(name), updateMask: []))
        expect(.invalidArgument, bench, Write(.transform(document: name, [])))
        expect(.invalidArgument, bench, WriteBench.update(["__a__": 1]))
        expect(.invalidArgument, bench, WriteBench.update([:], mask: ["a..b"]))
        expect(.invalidArgument, bench, WriteBench.transform("a", .none))
        expect(.invalidArgument, bench, WriteBench.transform("a", .setToServerValue(0)))
        expect(.invalidArgument, bench, WriteBench.transform("a", .increment("1")))
        expect(.invalidArgument, bench, WriteBench.transform("a", .maximum(.null)))
        expect(.invalidArgument, bench, WriteBench.transform("a.", .increment(1)))
        expect(.invalidArgument, bench, WriteBench.transform("a", .appendMissingElements([[1]])))
    }

    @Test func resultsAreBoundedInSizeAndDepth() throws {
        let half = Value.string(String(repeating: "x", count: 600_000))
        let filling = WriteBench.update(["b": half], mask: ["b"])
        expect(.invalidArgument, WriteBench(["a": half]), filling)
        let deep = ValueValidationTests.nested(20)
        let deeper = WriteBench.update(["a": ["b": deep]], mask: ["a.b"])
        expect(.invalidArgument, WriteBench(), deeper)
        let path = Array(repeating: "a", count: 22).joined(separator: ".")
        expect(.invalidArgument, WriteBench(), WriteBench.transform(path, .increment(1)))
        expect(
            .invalidArgument, WriteBench(),
            WriteBench.update([:], [FieldTransform(fieldPath: path, kind: .increment(1))]))
        var bench = WriteBench()
        try bench.commit(WriteBench.transform(String(path.dropLast(2)), .increment(1)))
        #expect(bench.document != nil)
    }

    @Test func timestampsAreStoredInMicroseconds() throws {
        var bench = WriteBench()
        try bench.commit(WriteBench.update(["t": .timestamp(Timestamp(seconds: 1, nanos: 1_999))]))
        #expect(bench.document?.fields == ["t": .timestamp(Timestamp(seconds: 1, nanos: 1_000))])
    }
}

@Suite struct PreparedCommitTests {
    private func prepare(_ writes: [Write], batch: Bool = false) throws -> Int {
        let database = try #require(WriteBench.database)
        return try batch
            ? PreparedCommit.prepareBatch(writes, in: database).count
            : PreparedCommit.prepare(writes, in: database).count
    }

    @Test func aBatchMayNotNameADocumentTwice() throws {
        let write = WriteBench.update(["a": 1])
        #expect(try prepare([write, write]) == 2)
        #expect(throws: Status.self) { try prepare([write, write], batch: true) }
    }

    @Test func aVerifiedDocumentIsNotTouchedAgain() {
        let verify = Write(.verify(WriteBench.name), currentDocument: .exists(true))
        for writes in [[verify, verify], [verify, .init(.delete(WriteBench.name))]] {
            #expect(throws: Status.self) { try prepare(writes) }
            #expect(throws: Status.self) { try prepare(writes.reversed()) }
        }
    }

    @Test func transformsOfADocumentAreCounted() throws {
        let many = Array(repeating: FieldTransform(fieldPath: "a", kind: .increment(1)), count: 500)
        let write = WriteBench.update([:], mask: [], many)
        #expect(try prepare([write]) == 1)
        #expect(throws: Status.self) {
            try prepare([write, WriteBench.transform("b", .increment(1))])
        }
    }
}
