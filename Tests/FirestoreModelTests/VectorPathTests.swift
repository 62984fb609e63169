import Randomness
import StatusCodes
import TestSupport
import Testing

@testable import FirestoreModel

/// Writes by paths around and into vectors: whatever is written, what is stored is valid.
@Suite struct VectorPathTests {
    private static let vector = Value.vector([1, 2])

    struct Case: Sendable {
        let input: Fields
        let mask: [String]
        var stored: Fields = ["v": VectorPathTests.vector]
        let result: Fields
    }

    /// As Google's emulator stores them.
    static let cases: [Case] = [
        Case(input: ["v": ["model": "x"]], mask: ["v.model"], result: ["v": ["model": "x"]]),
        Case(input: [:], mask: ["v.value"], result: ["v": vector]),
        Case(input: [:], mask: ["v.x.y"], result: ["v": vector]),
        Case(input: ["v": ["value": [1.0]]], mask: ["v.value"], result: ["v": ["value": [1.0]]]),
        Case(input: ["v": ["value": 5]], mask: ["v.value", "v.x"], result: ["v": ["value": 5]]),
        Case(input: ["v": ["a": 5]], mask: ["v.a", "v.value"], result: ["v": ["a": 5]]),
        Case(input: ["v": vector], mask: ["v.value"], stored: [:], result: [:]),
        Case(input: ["v": vector], mask: ["v.x"], stored: [:], result: [:]),
        Case(
            input: ["v": vector], mask: ["v.value"], stored: ["v": .vector([5])],
            result: ["v": .vector([5])]),
        Case(input: ["v": vector], mask: ["v"], stored: ["v": 1], result: ["v": vector]),
    ]

    @Test(arguments: cases.indices)
    func aPathIntoAVectorReplacesItOrDoesNothing(index: Int) throws {
        let tried = Self.cases[index]
        var bench = WriteBench(tried.stored)
        try bench.commit(WriteBench.update(tried.input, mask: tried.mask))
        #expect(bench.document?.fields == tried.result)
    }

    static let transforms: [(String, FieldTransform.Kind, Fields)] = [
        ("v.value", .increment(1), ["value": 1]), ("v.x", .increment(1), ["x": 1]),
        ("v.value", .appendMissingElements([1.0]), ["value": [1.0]]),
        ("v.value", .removeAllFromArray([1.0]), ["value": []]),
    ]

    @Test(arguments: transforms.indices)
    func aTransformInAVectorReplacesIt(index: Int) throws {
        let (path, kind, result) = Self.transforms[index]
        var bench = WriteBench(["v": Self.vector])
        try bench.commit(WriteBench.transform(path, kind))
        #expect(bench.document?.fields == ["v": .map(result)])
    }

    @Test func whatNoArrayHoldsMayBeTakenOut() throws {
        var bench = WriteBench(["a": [1, 2]])
        let operands: [Value] = [
            [[2]], [Self.vector], [["__type__": "q"]], [["b": ["c": [Self.vector]]]], [2],
        ]
        for operand in operands {
            let kind = FieldTransform.Kind.removeAllFromArray(operand.arrayValue ?? [])
            try bench.commit(WriteBench.transform("a", kind))
        }
        #expect(bench.document?.fields == ["a": [1]])
        refused(WriteBench.transform("a", .removeAllFromArray([["b": ["__x__": 1]]])))
    }

    private func refused(
        _ write: Write, _ words: String = "", _ location: SourceLocation = #_sourceLocation
    ) {
        var bench = WriteBench(["v": Self.vector])
        let error = #expect(throws: Status.self, sourceLocation: location) {
            try bench.commit(write)
        }
        #expect(error?.code == .invalidArgument, sourceLocation: location)
        #expect(
            words.isEmpty || error?.message.contains(words) == true, sourceLocation: location)
    }

    @Test func whatWouldBeNoVectorIsRefused() {
        refused(WriteBench.update([:], mask: ["v.`__type__`"]))
        refused(WriteBench.update(["v": ["__type__": "__vector__"]], mask: ["v.`__type__`"]))
        refused(WriteBench.transform("v.`__type__`", .setToServerValue(1)))
        refused(WriteBench.update(["w": ["__type__": "__vector__"]], mask: ["v"]))
        refused(WriteBench.update(["a": [Self.vector]]))
        refused(WriteBench.transform("a", .appendMissingElements([Self.vector])))
    }

    @Test func transformsOfAPathAndOfOneBelowItAreRefused() throws {
        let words = "Cannot transform property a and its nested property at the same time."
        func increments(_ paths: String...) -> [FieldTransform] {
            paths.map { FieldTransform(fieldPath: $0, kind: .increment(1)) }
        }
        for paths in [
            increments("a", "a.b"), increments("a.b", "c", "a"),
            increments("a", "a", "a.b.c"), increments("`a`.b", "a"),
        ] {
            refused(WriteBench.update([:], mask: [], paths), words)
            refused(Write(.transform(document: WriteBench.name, paths)), words)
        }
        var bench = WriteBench()
        try bench.commit(
            WriteBench.update(
                ["a": ["z": 1]], mask: ["a.z"], increments("a.b", "a.c", "ab", "a.b", "`a`.b")))
        #expect(bench.document?.fields == ["a": ["b": 3, "c": 1, "z": 1], "ab": 1])
    }

    @Test(arguments: Seeds.of(1...8 as ClosedRange<UInt64>))
    func whateverIsWrittenIsValid(seed: UInt64) throws {
        var generator = SeededRandom(seed: seed)
        func pick<Element>(_ elements: [Element]) -> Element {
            elements[Int.random(in: 0..<elements.count, using: &generator)]
        }
        let values: [Value] = [
            Self.vector, .vector([3]), 1, "s", [1, 2], ["value": [1.0]], ["v": Self.vector], [:],
            ["v": ["value": Self.vector]],
        ]
        let paths = ["v", "v.value", "v.v", "v.v.value", "w", "w.value", "w.x.y"]
        let kinds: [FieldTransform.Kind] = [
            .increment(1), .maximum(2.5), .setToServerValue(1), .appendMissingElements([1, "s"]),
            .removeAllFromArray([1]),
        ]
        var bench = WriteBench()
        var done = 0
        for _ in 0..<400 {
            let input: Fields = ["v": pick(values), "w": pick(values)]
            let transforms = (0..<Int.random(in: 0...2, using: &generator)).map { _ in
                FieldTransform(fieldPath: pick(paths), kind: pick(kinds))
            }
            let mask = pick([nil, [], [pick(paths)], [pick(paths), pick(paths)]])
            let partial: Fields = pick([input, [:], ["w": pick(values)]])
            do {
                try bench.commit(WriteBench.update(partial, mask: mask, transforms))
                done += 1
            } catch let error as Status {
                #expect(error.message.hasPrefix("Cannot transform property"), "\(error)")
            }
            if let stored = bench.document?.fields { try ValueValidation.requireStorable(stored) }
        }
        #expect(done > 200)
    }
}
