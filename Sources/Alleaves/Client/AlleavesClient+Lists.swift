/// A listing of a small endpoint and what it says of itself.
struct AnsweredList {
    let entries: [JSONValue]
    /// How many there are by the POS's own word; nil where it says nothing.
    let total: Int?
    /// The POS says that there are more.
    let hasMore: Bool

    /// Whether fewer came than the POS says there are.
    var isShort: Bool { hasMore || (total ?? 0) > entries.count }
}

extension AnsweredList {
    /// Members that say how many entries there are, in the envelope or on each entry.
    static let totalKeys = ["total", "total_rows", "total_count", "totalCount"]
    static let moreKeys = ["has_more", "hasMore"]

    /// Members to keep of an answer for all that a listing says of itself.
    static let envelopeKeys = Set(totalKeys + moreKeys).union(ForeignText.reasonKeys)

    init(_ entries: [JSONValue], envelope: JSONValue) {
        self.entries = entries
        let said = ([envelope] + entries).flatMap { value in
            Self.totalKeys.compactMap { value[$0]?.integer }
        }
        total = said.max().map { Int(clamping: $0) }
        hasMore = Self.moreKeys.contains { envelope[$0]?.bool == true }
    }
}

extension AlleavesClient {
    /// The listing in an answer: a bare array, or the first array under one of `keys`. An answer
    /// without any fails with the POS's own words, where it has some.
    func answeredList(
        _ answer: JSONValue, under keys: [String], _ call: AlleavesCall
    ) throws(AlleavesError) -> AnsweredList {
        do throws(AlleavesError) {
            return AnsweredList(try list(answer, under: keys, call), envelope: answer)
        } catch {
            guard let reason = scrubber.reason(of: answer) else { throw error }
            throw AlleavesError(
                code: error.code, path: error.path, message: "no list, but: \(reason)")
        }
    }
}
