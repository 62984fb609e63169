/// How many records of a listing had each field, where an operator's mapping says what its fields
/// are: a member that was renamed is a field that no record has any more.
public struct ListingShape: Equatable, Sendable {
    /// One field of the mapping.
    public struct Field: Equatable, Sendable {
        /// Records that have it.
        public var count: Int
        /// Ids of the first of these, as far as they have ids and came; see ``ListingShape/ids``.
        public var examples: [String]
        /// No record has it, and if records had it before, that changes what others mean.
        public var isLost: Bool

        public init(count: Int, examples: [String] = [], isLost: Bool = false) {
            self.count = count
            self.examples = examples
            self.isLost = isLost
        }
    }

    /// Where they came from, as it may be shown; empty where that does not matter.
    public var source = ""
    /// Records that were read.
    public var records: Int
    /// Of a part of a listing a missing field proves nothing.
    public var isWhole: Bool
    /// By name; only those that were looked for.
    public var fields: [String: Field] = [:]
    /// The ids that came, to see whether those that had a field are still there; nil where that is
    /// not known.
    public var ids: Set<String>?

    public init(records: Int, isWhole: Bool) {
        self.records = records
        self.isWhole = isWhole
    }
}
