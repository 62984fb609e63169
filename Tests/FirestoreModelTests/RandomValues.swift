import Randomness

@testable import FirestoreModel

/// Random values of the document model.
extension SeededRandom {
    /// A value with many near misses: few distinct parts, edges preferred.
    mutating func value(depth: Int = 0) -> Value {
        switch Int.random(in: 0..<(depth < 3 ? 14 : 10), using: &self) {
        case 0: return .null
        case 1: return .boolean(Bool.random(using: &self))
        case 2, 3: return .integer(integer())
        case 4, 5: return .double(double())
        case 6: return .timestamp(Timestamp(microseconds: Int64.random(in: -3...3, using: &self)))
        case 7: return .string(text())
        case 8: return .bytes(Array(text().utf8))
        case 9:
            return .geoPoint(
                latitude: Double.random(in: -90...90, using: &self).rounded(), longitude: 0)
        case 10: return .array((0..<count()).map { _ in value(depth: depth + 1) })
        case 11: return .vector((0..<count() + 1).map { _ in double().isNaN ? 0 : 1.5 })
        case 12: return SampleValues.reference("c/" + identifier() + "/d/" + identifier())
        default:
            let pairs = (0..<count()).map { _ in (text(), value(depth: depth + 1)) }
            return .map(Fields(pairs))
        }
    }

    /// Nested maps over a few names, with scalars and arrays where maps could be.
    mutating func fields(_ names: [String], depth: Int = 0) -> Fields {
        var fields: Fields = [:]
        for name in names where Bool.random(using: &self) {
            let isMap = depth < 3 && Bool.random(using: &self)
            fields[name] =
                isMap ? .map(self.fields(names, depth: depth + 1)) : value(depth: 3)
        }
        return fields
    }

    private mutating func count() -> Int { Int.random(in: 0...3, using: &self) }

    private mutating func integer() -> Int64 {
        let near: [Int64] = [.min, .max, 0, 1 << 53, -(1 << 53), 1 << 62, Int64(next() >> 1)]
        let base = near.randomElement(using: &self) ?? 0
        return base &+ Int64.random(in: -3...3, using: &self)
    }

    private mutating func double() -> Double {
        let special: [Double] = [.nan, .infinity, -.infinity, -0.0, 0, 0x1p63, -0x1p63, 0.5]
        if Bool.random(using: &self) { return special.randomElement(using: &self) ?? 0 }
        return Double(integer())
    }

    private mutating func text() -> String {
        let parts = ["", "\0", "\u{1}", "a", "b", "\u{E9}", "e\u{301}", "\u{FFFF}", "\u{1F600}"]
        return (0..<count()).map { _ in parts.randomElement(using: &self) ?? "" }.joined()
    }

    private mutating func identifier() -> String {
        let ids = ["a", "a\0", "b", "__id-1__", "__id1__", "__id256__", "\0", "_"]
        return ids.randomElement(using: &self) ?? "a"
    }
}
