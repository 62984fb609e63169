/// The keys from `lower`, inclusive, to `upper`, exclusive and nil for the end of the family.
public struct KeyRange: Equatable, Sendable {
    public var lower: [UInt8]
    public var upper: [UInt8]?

    public init(lower: [UInt8] = [], upper: [UInt8]? = nil) {
        self.lower = lower
        self.upper = upper
    }

    /// All keys that start with `prefix`.
    public init(prefix: [UInt8]) {
        self.init(lower: prefix, upper: Self.successor(ofPrefix: prefix))
    }

    /// The least key after all that start with `prefix`; nil when there is none.
    public static func successor(ofPrefix prefix: [UInt8]) -> [UInt8]? {
        var key = prefix
        while let last = key.popLast() {
            if last < 0xFF {
                key.append(last + 1)
                return key
            }
        }
        return nil
    }
}
