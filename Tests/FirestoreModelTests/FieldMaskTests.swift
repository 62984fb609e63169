import Testing

@testable import FirestoreModel

@Suite struct FieldMaskTests {
    struct Case: Sendable {
        let old: Fields, mask: [String], input: Fields, expected: Fields
    }

    static let cases: [Case] = [
        Case(old: ["a": 1, "b": 2], mask: ["a", "b"], input: ["a": 9], expected: ["a": 9]),
        Case(old: ["a": ["b": 1, "c": 2]], mask: ["a.b"], input: [:], expected: ["a": ["c": 2]]),
        Case(old: ["a": ["b": 1]], mask: ["a.b"], input: [:], expected: ["a": [:]]),
        Case(old: ["a": 5], mask: ["a.b"], input: ["a": ["b": 1]], expected: ["a": ["b": 1]]),
        Case(old: ["a": 5], mask: ["a.b"], input: [:], expected: ["a": 5]),
        Case(old: ["a": [1]], mask: ["a.b"], input: ["a": ["b": 1]], expected: ["a": ["b": 1]]),
        Case(old: ["a": ["x": 1]], mask: ["a"], input: ["a": ["y": 2]], expected: ["a": ["y": 2]]),
        Case(
            old: ["a": ["x": 1]], mask: ["a.y", "a", "a"], input: ["a": ["y": 2]],
            expected: ["a": ["y": 2]]),
        Case(old: ["a": 1], mask: [], input: ["a": 2, "b": 3], expected: ["a": 1]),
        Case(old: ["a": 1], mask: ["b"], input: ["a": 2, "b": 3], expected: ["a": 1, "b": 3]),
        Case(old: [:], mask: ["a.b.c"], input: [:], expected: [:]),
        Case(
            old: [:], mask: ["`x.y`.z"], input: ["x.y": ["z": 1]], expected: ["x.y": ["z": 1]]),
        Case(old: ["a": 1], mask: ["a.b"], input: ["a": 7], expected: ["a": 1]),
    ]

    @Test(arguments: cases)
    func writesTouchWhatTheMaskNames(item: Case) throws {
        var fields = item.old
        try FieldMask(parsing: item.mask).merge(item.input, into: &fields)
        #expect(fields == item.expected)
    }

    @Test func projectionsKeepMapsAndSkipAbsentFields() throws {
        let fields: Fields = ["a": ["b": 1, "c": 2], "d": 3, "e": [4]]
        let mask = try FieldMask(parsing: ["a.c", "e", "x", "d.y"])
        #expect(mask.project(fields) == ["a": ["c": 2], "e": [4]])
        #expect(FieldMask([]).project(fields) == [:])
    }

    @Test(arguments: ["a.1b", "__a__", "a.__b__", ""])
    func badPathsAreRefused(text: String) {
        #expect(throws: FirestoreError.self) { try FieldMask(parsing: [text]) }
    }
}
