import JSON

/// State collected while a feed is read: which paths of the mapping occur in it.
struct FeedContext {
    /// The occurrence of a path of the mapping.
    enum PathUse: Equatable {
        /// No record needed it.
        case unused
        /// Needed, and found in no record.
        case missing
        case found
    }

    /// By path number.
    private(set) var sights: [PathUse]
    let decimalMark: UInt8

    init(pathCount: Int, decimalMark: UInt8) {
        sights = [PathUse](repeating: .unused, count: pathCount)
        self.decimalMark = decimalMark
    }

    private mutating func note(_ path: FeedPath, _ isFound: Bool) {
        if isFound {
            sights[path.number] = .found
        } else if sights[path.number] == .unused {
            sights[path.number] = .missing
        }
    }

    /// The single values at a path: all elements of a list. An object is unreadable.
    mutating func scalars(
        _ path: FeedPath, _ scope: FeedScope
    ) -> FeedReading<[FeedScalar]> {
        switch scope.find(path) {
        case .missing:
            note(path, false)
            return .absent
        case .one(let value):
            note(path, true)
            return Self.scalars(value)
        case .many(let values):
            note(path, true)
            return Self.scalars(.array(values))
        }
    }

    /// The value of any kind at a path; nil if there is none.
    mutating func value(_ path: FeedPath, _ scope: FeedScope) -> JSONValue? {
        switch scope.find(path) {
        case .missing:
            note(path, false)
            return nil
        case .one(let value):
            note(path, true)
            return value
        case .many(let values):
            note(path, true)
            return .array(values)
        }
    }

    private static func scalars(_ value: JSONValue) -> FeedReading<[FeedScalar]> {
        switch value {
        case .null: return .absent
        case .object: return .unreadable
        case .array(let elements):
            var scalars: [FeedScalar] = []
            for element in elements.prefix(FeedLimits.listMax) {
                switch element {
                case .object, .array: return .unreadable
                default: if let scalar = FeedScalar(element) { scalars.append(scalar) }
                }
            }
            return scalars.isEmpty ? .absent : .read(scalars)
        default: return FeedScalar(value).map { .read([$0]) } ?? .absent
        }
    }
}
