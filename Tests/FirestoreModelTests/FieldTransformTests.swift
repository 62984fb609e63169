import Testing

@testable import FirestoreModel

@Suite struct FieldTransformTests {
    struct Case: Sendable {
        let stored: Value?, kind: FieldTransform.Kind, expected: Value
    }

    static let numeric: [Case] = [
        Case(stored: .integer(.max), kind: .increment(1), expected: .integer(.max)),
        Case(stored: .integer(.min), kind: .increment(-1), expected: .integer(.min)),
        Case(stored: "x", kind: .increment(7), expected: 7),
        Case(stored: nil, kind: .increment(.double(-0.0)), expected: .double(-0.0)),
        Case(stored: 5, kind: .increment(2.5), expected: 7.5),
        Case(stored: 5.0, kind: .increment(2), expected: 7.0),
        Case(
            stored: .double(.infinity), kind: .increment(.double(-.infinity)),
            expected: .double(.nan)),
        Case(stored: 3, kind: .maximum(3.0), expected: 3),
        Case(stored: 3, kind: .maximum(2.5), expected: 3),
        Case(stored: 3, kind: .maximum(3.5), expected: 3.5),
        Case(stored: 1, kind: .maximum(.double(.nan)), expected: .double(.nan)),
        Case(stored: .double(.nan), kind: .minimum(1), expected: .double(.nan)),
        Case(stored: 3, kind: .minimum(2.5), expected: 2.5),
        Case(stored: 3.0, kind: .minimum(3), expected: 3.0),
        Case(stored: .double(-0.0), kind: .maximum(0), expected: .double(-0.0)),
        Case(stored: nil, kind: .minimum(9), expected: 9),
        Case(stored: .null, kind: .maximum(-9), expected: -9),
        Case(
            stored: .double(9_007_199_254_740_992), kind: .maximum(.integer(9_007_199_254_740_993)),
            expected: .integer(9_007_199_254_740_993)),
    ]

    @Test(arguments: numeric)
    func numbersAreCombined(item: Case) throws {
        var bench = WriteBench(item.stored.map { ["v": $0] } ?? [:])
        let results = try bench.commit(WriteBench.transform("v", item.kind))
        #expect(bench.document?.fields == ["v": item.expected])
        #expect(results[0].transformResults == [item.expected])
    }

    static let arrays: [Case] = [
        Case(
            stored: [1, "a"], kind: .appendMissingElements([1.0, "b", "b", .null]),
            expected: [1, "a", "b", .null]),
        Case(
            stored: [1, 1.0, 2, .double(.nan), .null, "x", ["k": 1]],
            kind: .removeAllFromArray([1, .double(.nan), .null, ["k": 1.0]]), expected: [2, "x"]),
        Case(stored: 5, kind: .removeAllFromArray([5]), expected: []),
        Case(stored: nil, kind: .appendMissingElements([]), expected: []),
        Case(stored: "x", kind: .appendMissingElements([1]), expected: [1]),
    ]

    @Test(arguments: arrays)
    func arraysAreCombinedWithoutAResult(item: Case) throws {
        var bench = WriteBench(item.stored.map { ["v": $0] } ?? [:])
        let results = try bench.commit(WriteBench.transform("v", item.kind))
        #expect(bench.document?.fields == ["v": item.expected])
        #expect(results[0].transformResults == [.null])
    }

    @Test func longStringsThatDifferAtTheirEndsAreTwoElements() throws {
        let long = String(repeating: "x", count: 2_000)
        var bench = WriteBench(["v": [.string(long + "a")]])
        let added: [Value] = [.string(long + "b"), .string(long + "a")]
        try bench.commit(WriteBench.transform("v", .appendMissingElements(added)))
        #expect(bench.document?.fields == ["v": [.string(long + "a"), .string(long + "b")]])
    }

    @Test func longArraysAreCombinedInLinearTime() throws {
        let numbers = (0..<20_000).map { Value.integer(Int64($0)) }
        var bench = WriteBench(["v": .array(numbers)])
        try bench.commit(WriteBench.transform("v", .appendMissingElements(numbers)))
        #expect(bench.document?.fields["v"]?.arrayValue?.count == 20_000)
        try bench.commit(WriteBench.transform("v", .removeAllFromArray(numbers)))
        #expect(bench.document?.fields == ["v": []])
    }

    @Test func requestTimeIsOneWholeMillisecond() throws {
        var bench = WriteBench()
        let server = FieldTransform.Kind.setToServerValue(FieldTransform.requestTime)
        let results = try bench.commit(
            WriteBench.transform("a", server), WriteBench.transform("b", server))
        let time = try #require(results[0].transformResults[0].timestampValue)
        #expect(results[1].transformResults == [.timestamp(time)])
        #expect(time.nanos % 1_000_000 == 0)
        #expect(time <= Timestamp(microseconds: bench.clock))
        #expect(bench.document?.fields == ["a": .timestamp(time), "b": .timestamp(time)])
    }

    @Test func theMaskGoesFirstAndTransformsSeeEachOther() throws {
        var bench = WriteBench(["a": 1])
        let increments = [1, 2].map { FieldTransform(fieldPath: "a", kind: .increment($0)) }
        let results = try bench.commit(WriteBench.update(["a": 10], mask: ["a"], increments))
        #expect(bench.document?.fields == ["a": 13])
        #expect(results[0].transformResults == [11, 13])
    }

    @Test func parentsThatAreNoMapsBecomeMaps() throws {
        var bench = WriteBench(["a": 1])
        try bench.commit(WriteBench.transform("a.b", .increment(2)))
        #expect(bench.document?.fields == ["a": ["b": 2]])
    }

    @Test func writesRoundTripOnTheWire() throws {
        let transforms: [FieldTransform] = [
            .init(fieldPath: "a", kind: .setToServerValue(1)),
            .init(fieldPath: "b", kind: .increment(1)), .init(fieldPath: "c", kind: .maximum(2)),
            .init(fieldPath: "d", kind: .minimum(3)),
            .init(fieldPath: "e", kind: .appendMissingElements([1, "x"])),
            .init(fieldPath: "f", kind: .removeAllFromArray([])),
        ]
        let writes = [
            WriteBench.update(["a": 1], mask: ["a", "b"], transforms, .exists(false)),
            WriteBench.update([:], mask: []), WriteBench.update([:]),
            Write(.delete("n"), currentDocument: .updateTime(Timestamp(seconds: 1, nanos: 2))),
            Write(.verify("n"), currentDocument: Precondition.none),
            Write(.transform(document: "n", transforms)), Write(.none),
        ]
        for write in writes { #expect(try Write(wireBytes: write.wireBytes) == write) }
        let result = WriteResult(updateTime: Timestamp(seconds: 1), transformResults: [1, .null])
        #expect(try WriteResult(wireBytes: result.wireBytes) == result)
    }
}
