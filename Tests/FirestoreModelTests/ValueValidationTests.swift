import StatusCodes
import Testing

@testable import FirestoreModel

@Suite struct ValueValidationTests {
    static func nested(_ levels: Int, arrays: Bool = false) -> Value {
        var value = Value.null
        for level in 0..<levels {
            value = arrays && level % 2 == 0 ? .array([value]) : ["a": value]
        }
        return value
    }

    static let refused: [Value] = [
        [[1]], ["a": [["b": [[1]]]]], .unsupported(0), [.unsupported(21)],
        .map(["": 1]), .map(["__a__": 1]), .map(["a": ["__b__": 1]]),
        .map([String(repeating: "x", count: 1_501): 1]),
        .geoPoint(latitude: 90.5, longitude: 0), .geoPoint(latitude: 0, longitude: -181),
        .geoPoint(latitude: .nan, longitude: 0), .timestamp(Timestamp(seconds: .max)),
        .timestamp(Timestamp(seconds: 0, nanos: -1)), .reference("a/b"), .reference(""),
        .reference("projects/p/databases/d/documents/c"),
        .vector([]), .vector([.nan]), .vector(Array(repeating: 0, count: 2_049)),
        .map(["__type__": "__vector__", "value": [1]]),
        .map(["__type__": "__vector__", "value": [1.0], "extra": 1]),
        .map(["__type__": "other", "value": [1.0]]), .map(["__type__": 1]),
        .string(String(repeating: "x", count: 1_048_488)), nested(21), nested(21, arrays: true),
    ]

    @Test(arguments: refused.indices)
    func valuesThatAreNotStorable(index: Int) {
        let error = #expect(throws: Status.self) {
            try ValueValidation.requireStorable(["f": Self.refused[index]])
        }
        #expect(error?.code == .invalidArgument)
    }

    static let accepted: [Value] = [
        nested(20), nested(20, arrays: true), [["a": [1]]], .vector([1, 2]),
        .vector(Array(repeating: 0, count: 2_048)), .geoPoint(latitude: -90, longitude: 180),
        .string(String(repeating: "x", count: 1_048_487)), .map(["a.b `": 1]), .map(["___": 1]),
        .timestamp(Timestamp(seconds: 0, nanos: 1)),
        .reference("projects/q/databases/d/documents/c/d"),
    ]

    @Test(arguments: accepted.indices)
    func valuesThatAreStorable(index: Int) throws {
        try ValueValidation.requireStorable(["f": Self.accepted[index]])
        #expect(DocumentSize.value(Self.accepted[index]) > 0)
    }

    @Test func everySampleIsStorable() throws {
        try ValueValidation.requireStorable(SampleValues.everyKind)
        #expect(SampleValues.everyKind.flooringTimestamps == SampleValues.everyKind)
    }

    @Test func timestampsAreFlooredWhereverTheyAre() {
        let fine = Value.timestamp(Timestamp(seconds: -1, nanos: 1_999))
        let floored = Value.timestamp(Timestamp(seconds: -1, nanos: 1_000))
        let fields: Fields = ["a": fine, "b": [["c": fine]], "d": 1]
        #expect(fields.flooringTimestamps == ["a": floored, "b": [["c": floored]], "d": 1])
    }
}
