import FirestoreModel
import CommandLine
import JSON
import RocksStore
import StatusCodes
import StoreInspector

/// The output of `posmirror inspect`.
struct InspectReport {
    private let inspector: StoreInspector
    private let context: CommandContext
    private var output: CommandOutput { context.output }

    init(_ inspector: StoreInspector, _ context: CommandContext) {
        self.inspector = inspector
        self.context = context
    }

    // MARK: Overview

    /// Prints families and marks; fails the command if anything is damaged.
    func overview() throws(Status) -> ExitCode {
        let families = inspector.families()
        let marks = try inspector.entries(ColumnFamily.meta.name, limit: 1000).entries
        if context.wantsJSON {
            output.json(overviewJSON(families, marks))
        } else {
            output.table(familyTable(families))
            output.line()
            output.table(entryTable(marks, title: "MARK"))
        }
        let isDamaged = families.contains { $0.damaged > 0 || !$0.failure.isEmpty }
        return isDamaged ? .failed : .ok
    }

    private func familyTable(_ families: [StoreInspector.Family]) -> TextTable {
        var table = TextTable([
            .left("FAMILY"), .right("KEYS"), .right("KEY BYTES"), .right("VALUE BYTES"),
            .right("TABLES"), .right("DAMAGED"), .flexible(""),
        ])
        for family in families {
            table.add(
                .init(family.name), .init(NumberText.grouped(family.keys)),
                .init(NumberText.bytes(Int64(family.keyBytes))),
                .init(NumberText.bytes(Int64(family.valueBytes))),
                .init(NumberText.bytes(Int64(clamping: family.tableBytes))),
                .init(NumberText.grouped(family.damaged), family.damaged > 0 ? .bad : .plain),
                .init(family.failure, .bad))
        }
        return table
    }

    private func overviewJSON(
        _ families: [StoreInspector.Family], _ marks: [InspectedEntry]
    ) -> String {
        var json = JSONText()
        json.add("directory", inspector.directory)
        json.add("open_in_process", raw: inspector.holder.map { "\($0)" } ?? "null")
        json.add(
            "families",
            raw: JSONText.array(
                families.map { family in
                    var json = JSONText()
                    json.add("name", family.name)
                    json.add("keys", raw: "\(family.keys)")
                    json.add("key_bytes", raw: "\(family.keyBytes)")
                    json.add("value_bytes", raw: "\(family.valueBytes)")
                    json.add("table_bytes", raw: "\(family.tableBytes)")
                    json.add("damaged", raw: "\(family.damaged)")
                    if !family.failure.isEmpty { json.add("failure", family.failure) }
                    return json.object
                }))
        json.add("meta", raw: JSONText.array(marks.map(entryJSON)))
        return json.object
    }

    // MARK: Entries

    /// Prints the entries of a family; a single document completely.
    func entries(_ family: String, _ prefix: String, _ limit: Int) throws(Status) -> ExitCode {
        let (entries, isTruncated) = try inspector.entries(family, prefix: prefix, limit: limit)
        if context.wantsJSON {
            output.json(JSONText.array(entries.map(entryJSON)))
        } else if entries.isEmpty {
            output.note("nothing in \(family)" + (prefix.isEmpty ? "" : " below \(prefix)"))
        } else {
            output.table(entryTable(entries, title: "KEY"))
            if let only = entries.first?.document, entries.count == 1, only.name == prefix {
                output.line()
                output.json(documentJSON(only))
            }
        }
        if isTruncated { output.note("more than \(limit): --limit N shows them") }
        return entries.contains { $0.problem != nil } ? .failed : .ok
    }

    private func entryTable(_ entries: [InspectedEntry], title: String) -> TextTable {
        var table = TextTable([
            .left(title), .right("KEY"), .right("VALUE"), .flexible("WHAT IT SAYS"),
        ])
        for entry in entries {
            let facts = entry.facts.map { "\($0.name) \($0.text)" }.joined(separator: ", ")
            table.add(
                .init(entry.key), .init(NumberText.bytes(Int64(entry.keyBytes))),
                .init(NumberText.bytes(Int64(entry.valueBytes))),
                .init(
                    entry.problem.map { "damaged: \($0)" } ?? facts,
                    entry.problem == nil ? .plain : .bad))
        }
        return table
    }

    private func entryJSON(_ entry: InspectedEntry) -> String {
        var json = JSONText()
        json.add("key", entry.key)
        json.add("key_bytes", raw: "\(entry.keyBytes)")
        json.add("value_bytes", raw: "\(entry.valueBytes)")
        json.add(
            "says",
            raw: JSONText.array(
                entry.facts.map { fact in
                    var json = JSONText()
                    json.add(fact.name, fact.text)
                    return json.object
                }))
        if let document = entry.document { json.add("document", raw: documentJSON(document)) }
        if let problem = entry.problem { json.add("problem", problem) }
        return json.object
    }

    private func documentJSON(_ document: Document) -> String {
        String(decoding: document.json, as: UTF8.self)
    }

    // MARK: Row

    /// Prints a product's row next to its document.
    func row(_ org: String, _ id: String) throws(Status) -> ExitCode {
        guard let row = try inspector.row(org: org, id: id) else {
            throw Status(.notFound, "inspect", "\(org) has no product \(id)")
        }
        if context.wantsJSON {
            output.json(rowJSON(row))
        } else {
            output.line("columns row \(PlainText.escaped("\(row.org)/\(row.id)"))", .strong)
            output.table(rowTable(row))
            for problem in row.problems { output.line(PlainText.escaped(problem), .bad) }
        }
        return row.problems.isEmpty ? .ok : .failed
    }

    private func rowTable(_ row: RowExplanation) -> TextTable {
        var table = TextTable([.left("FIELD"), .flexible("ROW"), .flexible("DOCUMENT"), .left("")])
        for line in row.lines {
            table.add(
                .init(line.name, .faint), .init(line.row), .init(line.document),
                .init(line.differs ? "would now be: \(line.derived)" : "", .bad))
        }
        return table
    }

    private func rowJSON(_ row: RowExplanation) -> String {
        var json = JSONText()
        json.add("org", row.org)
        json.add("id", row.id)
        json.add(
            "lines",
            raw: JSONText.array(
                row.lines.map { line in
                    var json = JSONText()
                    json.add("field", line.name)
                    json.add("row", line.row)
                    json.add("derived", line.derived)
                    json.add("document", line.document)
                    return json.object
                }))
        if let document = row.document { json.add("document", raw: documentJSON(document)) }
        json.add("problems", raw: JSONText.array(row.problems.map(JSONText.string)))
        return json.object
    }
}

/// The members of a JSON object, whose values may be encoded already.
private struct JSONText {
    private var members: [String] = []

    mutating func add(_ name: String, _ text: String) { add(name, raw: Self.string(text)) }

    /// REQUIRES: `raw` is one JSON value.
    mutating func add(_ name: String, raw: String) { members.append("\(Self.string(name)):\(raw)") }

    var object: String { "{\(members.joined(separator: ","))}" }

    static func array(_ values: [String]) -> String { "[\(values.joined(separator: ","))]" }

    static func string(_ text: String) -> String {
        var writer = JSONWriter()
        writer.value(text)
        return writer.text
    }
}
