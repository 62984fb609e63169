import JSON

/// Reads one feed through its mapping, from bytes to products, rules or order lines. Pure.
public struct FeedReader<Entry> {
    private let mapping: FeedMapping
    private let make: (inout FeedFields) -> Entry?
    private let identify: (Entry) -> String
    private let rowsMax: Int
    private var context: FeedContext
    private var report: FeedReport
    /// Columns of the mapping that the header has several times.
    private var doubled: Set<String> = []
    private let onEntry: (Entry) -> Void

    init(
        _ mapping: FeedMapping, rowsMax: Int, make: @escaping (inout FeedFields) -> Entry?,
        identify: @escaping (Entry) -> String, onEntry: @escaping (Entry) -> Void
    ) {
        self.mapping = mapping
        self.make = make
        self.identify = identify
        self.rowsMax = rowsMax
        self.onEntry = onEntry
        context = FeedContext(mapping)
        report = FeedReport()
    }

    /// Reads all records, or the first `rowsMax`, and continues after faulty ones.
    mutating func read(_ bytes: [UInt8], _ format: FeedFormat) -> FeedReport {
        do throws(FeedFault) {
            var records = try FeedRecords(bytes, format, path: mapping.records)
            report.columns = records.header?.names ?? []
            checkColumns(records.header)
            var isEnd = false
            while !isEnd {
                guard report.rows < rowsMax else {
                    report.isTruncated = true
                    break
                }
                isEnd = try step(&records)
            }
            if isEnd, let envelope = records.envelope {
                readTotal(envelope)
                try report.take(FeedEnvelope(envelope, path: mapping.records))
            }
        } catch {
            report.fault = error
        }
        noteMissingPaths()
        return report
    }

    /// Reads one record; true at the end.
    private mutating func step(_ records: inout FeedRecords) throws(FeedFault) -> Bool {
        switch try records.next() {
        case nil: return true
        case .faulty(let fault):
            report.rows += 1
            report.noteFaulty(fault)
        case .record(let record):
            report.rows += 1
            if case .row(let row) = record { compareColumns(row) }
            take(FeedScope(record))
        }
        guard report.entries <= FeedLimits.productsMax else {
            throw FeedFault(.tooLarge, "the feed has more than \(FeedLimits.productsMax) entries")
        }
        return false
    }

    private mutating func take(_ record: FeedScope) {
        var scopes = [record]
        for each in mapping.each {
            var next: [FeedScope] = []
            for scope in scopes {
                switch each.scopes(scope, &context) {
                case .absent: break
                case .unreadable: undecided("each.\(each.name)")
                case .read(let more): next += more
                }
            }
            scopes = next
            if scopes.count > FeedLimits.productsPerRecordMax {
                undecided("each.\(each.name)")
                scopes = []
            }
        }
        if scopes.isEmpty { report.emptyRows += 1 }
        for scope in scopes { entry(scope) }
    }

    /// Counts something of which cannot be told what it becomes, so that nothing is taken for
    /// removed.
    private mutating func undecided(_ part: String) {
        report.noteUnreadable(part, id: nil, sample: nil)
        report.undecided += 1
    }

    private mutating func entry(_ scope: FeedScope) {
        for condition in mapping.leaveOut {
            switch condition.holds(scope, &context) {
            case .read(true):
                report.leftOut += 1
                return
            case .unreadable:
                // It may have to be left out.
                undecided("leaveOut")
                return
            case .read(false), .absent: break
            }
        }
        var fields = FeedFields(mapping, scope, context)
        // Or its arrays would be copied for every entry.
        context = .none
        let entry = make(&fields)
        context = fields.context
        let id = entry.map(identify)
        context.endRecord(id: id)
        for field in fields.unreadable {
            // Values of orders are personal data.
            let sample = mapping.kind == .orders ? nil : fields.samples[field]
            report.noteUnreadable(field.rawValue, id: id, sample: sample)
        }
        guard let entry else {
            report.noteWithoutID()
            return
        }
        report.entries += 1
        onEntry(entry)
    }

    // MARK: - What the feed says of itself

    private mutating func readTotal(_ envelope: JSONValue) {
        guard let path = mapping.total else { return }
        let found = FeedScope(.tree(envelope))
        switch context.scalars(path, found) {
        case .read(let scalars):
            if let number = scalars.first?.decimal(UInt8(ascii: "."))?.scaled(0), number >= 0,
                scalars.count == 1
            {
                report.total = Int(clamping: number)
            } else {
                report.isTotalUnreadable = true
            }
        case .absent, .unreadable: report.isTotalUnreadable = true
        }
    }

    /// A header lists all columns, so that missing ones are known before any row.
    private mutating func checkColumns(_ header: CSVHeader?) {
        guard let header else { return }
        let bindings = Set(mapping.each.map(\.name))
        // A table has no place for a total.
        for path in mapping.paths where path.number != mapping.total?.number {
            if case .member(let name)? = path.steps?.first, bindings.contains(name) { continue }
            if header.position(path.text) == nil { report.noteMissing(path.text) }
            if header.repeated[path.text] != nil { doubled.insert(path.text) }
        }
        report.lackedColumns = mapping.lacking(header).map(\.text)
    }

    /// Columns of one name are one as long as they say the same.
    private mutating func compareColumns(_ row: CSVRow) {
        guard !doubled.isEmpty else { return }
        for name in doubled.sorted() where row.header.isContradicted(name, in: row.fields) {
            report.noteRepeated(name)
        }
    }

    private mutating func noteMissingPaths() {
        guard report.rows > 0 else { return }
        let found = Set(mapping.paths.filter { context.sights[$0.number] == .found }.map(\.text))
        for path in mapping.paths where context.sights[path.number] == .missing {
            if !found.contains(path.text) { report.noteMissing(path.text) }
        }
        for (number, slot) in mapping.slots.enumerated() {
            // What no record was asked for proves nothing.
            let isAsked =
                slot.isPath
                ? slot.paths.contains { context.sights[$0.number] != .unused } : report.entries > 0
            guard isAsked else { continue }
            let use = FeedUse(slot, number, mapping, context)
            if report.uses[slot.name]?.add(use) == nil { report.uses[slot.name] = use }
        }
    }
}

extension FeedReader where Entry == FeedProduct {
    /// Reads products. A record with a further store or batch of a product calls `onProduct` again.
    public static func products(
        _ bytes: [UInt8], _ format: FeedFormat, _ mapping: FeedMapping, rowsMax: Int = .max,
        onProduct: (FeedProduct) -> Void
    ) -> FeedReport {
        precondition(mapping.kind == .products, "a mapping of products")
        return withoutActuallyEscaping(onProduct) { onProduct in
            var reader = FeedReader(
                mapping, rowsMax: rowsMax, make: { FeedProduct(&$0) }, identify: \.id,
                onEntry: onProduct)
            return reader.read(bytes, format)
        }
    }
}

extension FeedReader where Entry == FeedRule {
    /// Reads discount rules.
    public static func rules(
        _ bytes: [UInt8], _ format: FeedFormat, _ mapping: FeedMapping, rowsMax: Int = .max,
        onRule: (FeedRule) -> Void
    ) -> FeedReport {
        precondition(mapping.kind == .discounts, "a mapping of discounts")
        return withoutActuallyEscaping(onRule) { onRule in
            var reader = FeedReader(
                mapping, rowsMax: rowsMax, make: { FeedRule(&$0) }, identify: \.id,
                onEntry: onRule)
            return reader.read(bytes, format)
        }
    }
}
