/// What came of reading a feed through its mapping.
public struct FeedReport: Equatable, Sendable {
    /// A field of which values were there that could not be read.
    public struct Unreadable: Equatable, Sendable {
        public var count = 0
        public var examples: [Example] = []
    }

    /// One of them.
    public struct Example: Equatable, Sendable {
        /// The record's number in the feed, from 1, the header not counted.
        public var row: Int
        public var id: String?
        /// The start of what stands there. Of what a shop sells, never of people.
        public var sample: String?
    }

    /// Records of the feed, faulty ones too.
    public internal(set) var rows = 0
    /// Products, rules or lines that were made.
    public internal(set) var entries = 0
    /// Entries that a condition of the mapping leaves out.
    public internal(set) var leftOut = 0
    /// Records of which nothing is made, because nothing is in what they are exploded by.
    public internal(set) var emptyRows = 0
    /// Entries of which a condition cannot be told.
    public internal(set) var undecided = 0
    /// Entries without an id that can be read: what they are is not known.
    public internal(set) var withoutID = 0
    /// The first of them, as row numbers.
    public internal(set) var rowsWithoutID: [Int] = []
    public internal(set) var faulty: [RowFault: Int] = [:]
    public internal(set) var faultyRows: [Int] = []
    /// By the names of fields.
    public internal(set) var unreadable: [String: Unreadable] = [:]
    /// Columns or paths of the mapping that no record has.
    public internal(set) var missingPaths: [String] = []
    /// Columns of the mapping that are there twice.
    public internal(set) var repeatedColumns: [String] = []
    /// Of a CSV file.
    public internal(set) var columns: [String] = []
    /// The number of records that the feed says it has.
    public internal(set) var total: Int?
    /// The mapping says where the total is, and no number is there.
    public internal(set) var isTotalUnreadable = false
    /// Only the first records were wanted.
    public internal(set) var isCut = false
    /// Why the rest could not be read.
    public internal(set) var fault: FeedFault?

    /// Of a feed of which nothing was read yet.
    public init() {}

    /// Adds what came of the next page of the same feed.
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
        // An empty page has nothing to be found in.
        if page.rows > 0 { missingPaths.removeAll { !page.missingPaths.contains($0) } }
        if let more = page.total { total = max(total ?? 0, more) }
        isTotalUnreadable = isTotalUnreadable || (page.isTotalUnreadable && page.rows > 0)
        isCut = isCut || page.isCut
        fault = fault ?? page.fault
    }

    /// Says why no more of the feed can be read.
    public mutating func stop(_ fault: FeedFault) { self.fault = self.fault ?? fault }

    private static func joined<Element>(_ one: [Element], _ other: [Element]) -> [Element] {
        Array((one + other).prefix(FeedLimits.examplesMax))
    }

    /// Whether what came is all there is: nothing that is missing may be gone otherwise.
    public var isWhole: Bool { doubt == nil }

    /// Why what came may not be all.
    public var doubt: String? {
        if let fault { return "\(fault)" }
        if isTotalUnreadable { return "the feed's own total cannot be read" }
        if let total, total > rows, !isCut {
            return "the feed has fewer records than its own total says (\(rows) of \(total))"
        }
        let lost = faulty.values.reduce(0, +)
        if lost > 0 { return "\(lost) of \(rows) records cannot be read" }
        if withoutID > 0 { return "\(withoutID) entries have no id that can be read" }
        if undecided > 0 {
            return "of \(undecided) entries cannot be told whether they are left out"
        }
        return nil
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

    /// A sentence for each thing that could not be mapped, the gravest first.
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
        if let total, total != rows, !isCut {
            texts.append("the feed says that it has \(total) records, and has \(rows)")
        }
        for name in repeatedColumns { texts.append("there are several columns \(name)") }
        for path in missingPaths { texts.append("no record has \(path)") }
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
