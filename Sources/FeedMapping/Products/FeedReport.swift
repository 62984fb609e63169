/// The result of reading a feed through its mapping.
public struct FeedReport: Equatable, Sendable {
    /// A field with unreadable values.
    public struct Unreadable: Equatable, Sendable {
        public var count = 0
        public var examples: [Example] = []
    }

    /// An example of an unreadable value.
    public struct Example: Equatable, Sendable {
        /// The record's number from 1, without the header.
        public var row: Int
        public var id: String?
        /// The beginning of the value; never personal data.
        public var sample: String?
    }

    /// Records read, including faulty ones.
    public internal(set) var rows = 0
    /// Products, rules or lines produced.
    public internal(set) var entries = 0
    /// Entries that the mapping's condition excludes.
    public internal(set) var leftOut = 0
    /// Records that expand to nothing.
    public internal(set) var emptyRows = 0
    /// Records or entries of which cannot be told what they become, or whether they are left out.
    public internal(set) var undecided = 0
    /// Entries without a readable id.
    public internal(set) var withoutID = 0
    /// The row numbers of the first of these.
    public internal(set) var rowsWithoutID: [Int] = []
    public internal(set) var faulty: [RowFault: Int] = [:]
    public internal(set) var faultyRows: [Int] = []
    /// By field name.
    public internal(set) var unreadable: [String: Unreadable] = [:]
    /// Columns or paths of the mapping that occur in no record.
    public internal(set) var missingPaths: [String] = []
    /// Columns that a CSV header has not, and without which the mapping cannot be used.
    public internal(set) var lackedColumns: [String] = []
    /// How often the parts of the mapping were read, by name; only those that were looked for.
    public internal(set) var uses: [String: FeedUse] = [:]
    /// The name by which the last answer says that another one follows, such as `has_more`.
    public internal(set) var followedBy: String?
    /// Columns of the mapping that occur more than once and do not say the same.
    public internal(set) var repeatedColumns: [String] = []
    /// The columns of a CSV file.
    public internal(set) var columns: [String] = []
    /// The feed's own number of records.
    public internal(set) var total: Int?
    /// The mapping names a total, but the feed has no number there.
    public internal(set) var isTotalUnreadable = false
    /// Only the first records were requested.
    public internal(set) var isTruncated = false
    /// Why the rest could not be read.
    public internal(set) var fault: FeedFault?

    /// The report of a feed before its first record.
    public init() {}

    /// Adds the report of the feed's next page.
    public mutating func add(_ page: FeedReport) {
        let before = rows
        rows += page.rows
        entries += page.entries
        leftOut += page.leftOut
        emptyRows += page.emptyRows
        undecided += page.undecided
        withoutID += page.withoutID
        faulty.merge(page.faulty) { $0 + $1 }
        rowsWithoutID = Self.joined(rowsWithoutID, page.rowsWithoutID.map { $0 + before })
        faultyRows = Self.joined(faultyRows, page.faultyRows.map { $0 + before })
        for (field, noted) in page.unreadable {
            var all = unreadable[field] ?? Unreadable()
            all.count += noted.count
            all.examples = Self.joined(
                all.examples,
                noted.examples.map { example in
                    var example = example
                    example.row += before
                    return example
                })
            unreadable[field] = all
        }
        // Paths cannot be found on an empty page.
        if page.rows > 0 {
            missingPaths.removeAll { !page.missingPaths.contains($0) }
        }
        for (name, use) in page.uses where uses[name]?.add(use) == nil { uses[name] = use }
        for column in page.lackedColumns where !lackedColumns.contains(column) {
            lackedColumns.append(column)
        }
        followedBy = page.followedBy
        for column in page.repeatedColumns { noteRepeated(column) }
        if let more = page.total { total = max(total ?? 0, more) }
        isTotalUnreadable = isTotalUnreadable || (page.isTotalUnreadable && page.rows > 0)
        isTruncated = isTruncated || page.isTruncated
        fault = fault ?? page.fault
    }

    /// Records why reading stopped; the first reason counts.
    public mutating func stop(_ fault: FeedFault) { self.fault = self.fault ?? fault }

    private static func joined<Element>(_ one: [Element], _ other: [Element]) -> [Element] {
        Array((one + other).prefix(FeedLimits.examplesMax))
    }

    /// Whether the feed is proved complete. If not, what is missing from it may still exist.
    public var isWhole: Bool { incompleteness == nil }

    /// Why the feed may be incomplete; nil if it is proved complete.
    public var incompleteness: String? {
        if let fault { return "\(fault)" }
        if isTotalUnreadable { return "the feed's own total cannot be read" }
        if let followedBy { return "the answer says of itself that more follows (\(followedBy))" }
        if let total, total > rows, !isTruncated {
            return "the feed has fewer records than its own total says (\(rows) of \(total))"
        }
        let lost = faulty.values.reduce(0, +)
        if lost > 0 { return "\(lost) of \(rows) records cannot be read" + encodingText }
        if withoutID > 0 { return "\(withoutID) entries have no id that can be read" }
        if undecided > 0 {
            return "of \(undecided) records cannot be told what they become"
        }
        return nil
    }

    /// Which records have bytes that are not UTF-8, for ``incompleteness``.
    private var encodingText: String {
        guard let count = faulty[.encoding] else { return "" }
        return ", \(RowFault.encoding.text(count))" + rowsText(faultyRows)
    }

    /// Why nothing that was read can be relied on, since the feed has not the columns or members
    /// that the mapping is about, or is of another encoding; nil where it has.
    public var misfit: String? {
        if rows > 0, faulty[.encoding] == rows {
            return "every record has bytes that are not UTF-8"
        }
        if let missing = lackedColumns.first {
            return "the mapping names \(missing), and there is no such column"
        }
        if let repeated = repeatedColumns.first {
            return "the mapping names \(repeated), and there are several such columns"
        }
        // Of the first records alone it proves nothing.
        guard !isTruncated else { return nil }
        return uses.filter { $0.value.isDecisive && $0.value.count == 0 }.keys.min().map {
            "no record has what the mapping names for \($0)"
        }
    }

    /// What the mapping names and no record has: columns and members, and parts of it by which
    /// entries are sold or applied that are blank in every record.
    public var unread: [String] {
        let blank = uses.filter { name, use in
            use.guarding == .value && use.count == 0 && !use.isMissing
        }
        return (missingPaths + blank.keys).sorted().prefix(FeedLimits.unreadShownMax).map(\.self)
    }

    /// Forgets that more is said to follow, where the total proves that nothing does.
    public mutating func settle() { followedBy = nil }

    /// Takes what an answer says of itself. Throws where it says that it is an error or a part, or
    /// says something twice: then it does not prove that anything is missing.
    mutating func take(_ envelope: FeedEnvelope) throws(FeedFault) {
        followedBy = envelope.followedBy
        if let fault = envelope.fault { throw fault }
    }

    /// Records that of an entry cannot be told what it becomes.
    public mutating func noteUndecided(_ part: String, id: String) {
        noteUnreadable(part, id: id, sample: nil)
        undecided += 1
    }

    mutating func noteMissing(_ path: String) {
        if !missingPaths.contains(path) { missingPaths.append(path) }
    }

    mutating func noteRepeated(_ column: String) {
        if !repeatedColumns.contains(column) { repeatedColumns.append(column) }
    }

    mutating func noteFaulty(_ fault: RowFault) {
        faulty[fault, default: 0] += 1
        if faultyRows.count < FeedLimits.examplesMax { faultyRows.append(rows) }
    }

    mutating func noteWithoutID() {
        withoutID += 1
        if rowsWithoutID.count < FeedLimits.examplesMax { rowsWithoutID.append(rows) }
    }

    mutating func noteUnreadable(_ field: String, id: String?, sample: String?) {
        var noted = unreadable[field] ?? Unreadable()
        noted.count += 1
        if noted.examples.count < FeedLimits.examplesMax {
            let start = sample.map { text in
                String(
                    String.UnicodeScalarView(
                        text.unicodeScalars.prefix(FeedLimits.exampleScalarsMax)))
            }
            noted.examples.append(Example(row: rows, id: id, sample: start))
        }
        unreadable[field] = noted
    }

    /// A sentence for each part that could not be mapped, most serious first.
    public var findings: [String] {
        var texts: [String] = []
        if let fault { texts.append("the rest cannot be read: \(fault)") }
        for fault in RowFault.allCases {
            if let count = faulty[fault] { texts.append(fault.text(count) + rowsText(faultyRows)) }
        }
        if withoutID > 0 {
            texts.append(
                "\(withoutID) entries have no id that can be read" + rowsText(rowsWithoutID))
        }
        if isTotalUnreadable { texts.append("the feed's own total cannot be read") }
        if let total, total != rows, !isTruncated {
            texts.append("the feed says that it has \(total) records, and has \(rows)")
        }
        for name in repeatedColumns { texts.append("there are several columns \(name)") }
        for path in unread { texts.append("no record has \(path)") }
        for (field, noted) in unreadable.sorted(by: { $0.key < $1.key }) {
            texts.append(Self.text(field, noted))
        }
        return texts
    }

    private func rowsText(_ rows: [Int]) -> String {
        rows.isEmpty ? "" : " (row \(rows.map(String.init).joined(separator: ", ")))"
    }

    private static func text(_ field: String, _ noted: Unreadable) -> String {
        let values = noted.count == 1 ? "1 value" : "\(noted.count) values"
        let examples = noted.examples.map { example in
            let id = example.id.map { " (\($0))" } ?? ""
            let sample = example.sample.map { ": \($0)" } ?? ""
            return "row \(example.row)\(id)\(sample)"
        }
        return "\(field): \(values) cannot be read; \(examples.joined(separator: "; "))"
    }
}
