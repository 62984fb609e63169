@testable import FirestoreModel

/// One value of every kind and its edges, in the order of queries (equal ones side by side are
/// left out).
enum SampleValues {
    static let ascending: [Value] = [
        .null, false, true, .double(.nan), .double(-.infinity), .double(-1e300),
        .integer(.min), .double(-9_223_372_036_854_774_784), -2.5, -1,
        .double(-Double.leastNonzeroMagnitude), 0, .double(.leastNonzeroMagnitude), 0.5, 1, 1.5,
        .integer(9_007_199_254_740_992), .integer(9_007_199_254_740_993),
        .integer(9_007_199_254_740_995), .double(9_007_199_254_740_996),
        .double(9_223_372_036_854_774_784), .integer(.max - 1), .integer(.max),
        .double(9_223_372_036_854_775_808), .double(.infinity),
        .timestamp(Timestamp(seconds: Timestamp.secondsMin)), .timestamp(Timestamp(seconds: -1)),
        .timestamp(Timestamp(microseconds: 0)), .timestamp(Timestamp(microseconds: 1)),
        .timestamp(Timestamp(seconds: Timestamp.secondsMax)),
        "", "\0", "\0a", "a", "a\0", "aa", "b", "e\u{301}", "\u{E9}", "\u{FFFF}", "\u{1F600}",
        .bytes([]), .bytes([0]), .bytes([0, 1]), .bytes([1]), .bytes([0xFF]),
        reference("cola/__id-9223372036854775808__"), reference("cola/\0"), reference("cola/_"),
        reference("cola\0/doca"), reference("cola\0/doca/colb/x"), reference("cola\0/doca\0"),
        reference("colb/doca"),
        .geoPoint(latitude: -90, longitude: 0), .geoPoint(latitude: 1, longitude: -2),
        .geoPoint(latitude: 1, longitude: 3),
        [], [.null], [.double(.nan)], [1], [1, 2], [2], ["a"], ["a", 1], [["a": 1]],
        .vector([9]), .vector([1, 2]), .vector([1, 3]), .vector([0, 0, 0]),
        [:], ["a": 1], ["a": 1, "b": 0], ["a": 2], ["a": [:]], ["b": 0],
    ]

    static func reference(_ path: String) -> Value {
        .reference("projects/p/databases/(default)/documents/" + path)
    }

    static let everyKind: Fields = Fields(
        ascending.enumerated().map { ("f\($0.offset)", $0.element) } + [
            ("negative zero", .double(-0.0)),
            ("nested", ["a": [["b": .array([])]], "\n\"\\": "\u{1}"]),
            ("text", "line\r\n\ttab / \u{1F600} \u{7F}"),
        ])
}
