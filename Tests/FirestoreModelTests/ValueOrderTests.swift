import Testing

@testable import FirestoreModel

@Suite struct ValueOrderTests {
    @Test func samplesAreInOrderPairByPair() {
        let values = SampleValues.ascending
        for left in values.indices {
            for right in values.indices {
                let order = ValueOrder.compare(values[left], values[right]).signum()
                #expect(order == (left - right).signum(), "\(values[left]) \(values[right])")
            }
        }
    }

    static let equal: [(Value, Value)] = [
        (1, 1.0), (0, .double(-0.0)), (.double(.nan), .double(-.nan)), ([1], [1.0]),
        (["a": 1], ["a": 1.0]), (.vector([0]), .vector([-0.0])),
        (.integer(9_007_199_254_740_992), .double(9_007_199_254_740_992)),
        (.integer(.min), .double(-0x1p63)),
        (
            .timestamp(Timestamp(seconds: 1, nanos: 1_999)),
            .timestamp(Timestamp(seconds: 1, nanos: 1_000))
        ),
        (
            .string(String(repeating: "x", count: 1_500) + "a"),
            .string(String(repeating: "x", count: 1_500) + "b")
        ),
    ]

    @Test(arguments: equal)
    func equalValuesHaveEqualKeys(left: Value, right: Value) {
        #expect(ValueOrder.equal(left, right))
        #expect(IndexEncoding.encode(left) == IndexEncoding.encode(right))
    }

    @Test func transformsLookAtAllOfALongString() {
        let text = String(repeating: "x", count: 1_500)
        #expect(!ValueOrder.equal(.string(text + "a"), .string(text + "b"), .full))
    }

    @Test func malformedReferencesHaveAPlaceToo() {
        #expect(ValueOrder.compare(.reference(""), .reference("a/b")) < 0)
        #expect(ValueOrder.equal(.reference("a/b"), .reference("a/b")))
        let other: Value = .reference("projects/p/databases/x/documents/a/b")
        #expect(ValueOrder.compare(SampleValues.reference("z/z"), other) < 0)
    }
}
