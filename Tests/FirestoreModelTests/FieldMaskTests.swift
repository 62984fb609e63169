import Randomness
import StatusCodes
import TestSupport
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

    /// The rule path by path, on fields small enough to take the slow way.
    private static func reference(_ old: Fields, _ mask: FieldMask, _ input: Fields) -> Fields {
        mask.paths.reduce(old) { fields, path in
            var changed = fields
            if let value = input.value(at: path) {
                changed.set(value, at: path)
            } else {
                changed = remove(path.segments[...], from: fields)
            }
            return changed
        }
    }

    private static func remove(_ names: ArraySlice<String>, from fields: Fields) -> Fields {
        var changed = fields
        guard let name = names.first else { return fields }
        if names.count == 1 {
            changed[name] = nil
        } else if case .map(let inner)? = fields[name] {
            changed[name] = .map(remove(names.dropFirst(), from: inner))
        }
        return changed
    }

    @Test(arguments: Seeds.of(1...20 as ClosedRange<UInt64>))
    func mergingIsSettingPathByPath(seed: UInt64) {
        var generator = SeededRandom(seed: seed)
        let names = ["a", "b", "c", "\u{E9}", "e\u{301}"]
        for _ in 0..<200 {
            let (old, input) = (generator.fields(names), generator.fields(names))
            let paths = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                FieldPath(
                    uncheckedSegments: (0..<Int.random(in: 1...3, using: &generator)).map { _ in
                        names.randomElement(using: &generator) ?? "a"
                    })
            }
            var merged = old
            FieldMask(paths).merge(input, into: &merged)
            let expected = Self.reference(old, FieldMask(paths), input)
            #expect(merged == expected, "\(paths)")
            #expect(merged.mapValueBytes == expected.mapValueBytes)
        }
    }

    @Test func projectionsKeepMapsAndSkipAbsentFields() throws {
        let fields: Fields = ["a": ["b": 1, "c": 2], "d": 3, "e": [4]]
        let mask = try FieldMask(parsing: ["a.c", "e", "x", "d.y"])
        #expect(mask.project(fields) == ["a": ["c": 2], "e": [4]])
        #expect(FieldMask([]).project(fields) == [:])
    }

    @Test func theNameSelectsNoFieldAndMayBeNamed() throws {
        let fields: Fields = ["a": 1, "b": 2]
        #expect(try FieldMask(parsing: ["__name__"]).project(fields) == [:])
        #expect(try FieldMask(parsing: ["`__name__`", "b"]).project(fields) == ["b": 2])
        var merged = fields
        try FieldMask(parsing: ["__name__"]).merge(["a": 3], into: &merged)
        #expect(merged == fields)
    }

    @Test(arguments: [
        "a.1b", "__a__", "a.__b__", "", "*", "a.__name__", "__name__.a", "v.`__type__`",
    ])
    func badPathsAreRefused(text: String) {
        #expect(throws: Status.self) { try FieldMask(parsing: [text]) }
    }
}
