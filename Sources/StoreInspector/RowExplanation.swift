import Catalog
import DocumentStore
import FirestoreModel
import JSON
import MirrorMessages
import MirrorTree
import ProtobufWire
import RocksStore
import StatusCodes

/// A product's row of the `columns` family, field by field, compared with its document.
public struct RowExplanation: Equatable, Sendable {
    public let org: String
    public let id: String
    public var lines: [Line] = []
    /// The public product; nil if it is missing or unreadable.
    public var document: Document?
    /// Problems of the row or the document.
    public var problems: [String] = []

    /// One field of the row.
    public struct Line: Equatable, Sendable {
        /// The name in the row: a column, or a field of its MenuItem.
        public let name: String
        /// The stored value; empty if absent.
        public let row: String
        /// The value that this program derives from the document.
        public let derived: String
        /// The source fields of the document and their values.
        public let document: String

        /// Whether the stored value differs from the derived one.
        public var differs: Bool { row != derived }
    }
}

extension StoreInspector {
    /// The row and document of a product; nil if both are missing. `id` is the document's id, or
    /// what follows its first `_`, such as ABC-1 of feed_ABC-1.
    public func row(org: String, id: String) throws(Status) -> RowExplanation? {
        let id = try wholeID(org, id)
        var explanation = RowExplanation(org: org, id: id)
        let key = ColumnEntryDecoder.rowKey(org: org, id: id)
        let stored = try database.get(ColumnFamily.columns.name, key)
        let document = try publicProduct(org, id, &explanation)
        guard stored != nil || document != nil || !explanation.problems.isEmpty else { return nil }
        var (row, derived): (StoredColumnRow?, StoredColumnRow?) = (nil, nil)
        do throws(Status) {
            if let stored { row = try Self.row(key, stored) }
        } catch {
            explanation.problems.append(error.message)
        }
        if let document {
            do throws(Status) {
                derived = try StoredColumnRow(
                    derivedFrom: document, id: id, sourceHash: row?.sourceHash ?? 0)
            } catch {
                explanation.problems.append(error.message)
            }
        }
        if let document { try checkStores(document, &explanation) }
        if let row, Self.members(row.item) == nil {
            explanation.problems.append("the row's MenuItem is damaged")
        }
        if stored == nil { explanation.problems.append("the document has no row") }
        if document == nil, explanation.problems.isEmpty, row != nil {
            explanation.problems.append("the row has no document")
        }
        explanation.lines = Self.lines(row, derived, explanation.document?.fields ?? [:])
        if row != nil, derived != nil, explanation.lines.contains(where: \.differs) {
            explanation.problems.append("the row is not what this program derives")
        }
        return explanation
    }

    private static func row(_ key: [UInt8], _ value: [UInt8]) throws(Status) -> StoredColumnRow {
        let column = try key.withBytes { key throws(Status) in
            try value.withBytes { value throws(Status) in try ColumnEntryDecoder(key, value) }
        }
        switch column {
        case .row(_, _, let row), .storeRow(_, _, _, let row): return row
        case .rulesTime, .baseChanges, .ruleChange:
            preconditionFailure("the key of a row has the kind of a row")
        }
    }

    /// The rows of the stores that the document names: a problem for each that is not as it should
    /// be.
    private func checkStores(
        _ document: RawDocument, _ explanation: inout RowExplanation
    ) throws(Status) {
        let (org, id) = (explanation.org, explanation.id)
        guard let stores = try? StoredColumnRow.stores(derivedFrom: document, id: id) else {
            // The tenant's own row says already that the document cannot be read.
            return
        }
        for (location, derived) in stores.sorted(by: { $0.key < $1.key }) {
            let key = ColumnEntryDecoder.storeRowKey(org: org, location: location, id: id)
            guard let stored = try database.get(ColumnFamily.columns.name, key) else {
                explanation.problems.append("the document has no row at \(location)")
                continue
            }
            do throws(Status) {
                if try Self.row(key, stored) != derived {
                    explanation.problems.append(
                        "the row at \(location) is not what this program derives")
                }
            } catch {
                explanation.problems.append("at \(location): \(error.message)")
            }
        }
    }

    /// `id` if a row has it; otherwise the id of the first row that ends with it.
    private func wholeID(_ org: String, _ id: String) throws(Status) -> String {
        let family = ColumnFamily.columns.name
        if try database.get(family, ColumnEntryDecoder.rowKey(org: org, id: id)) != nil {
            return id
        }
        let prefix = ColumnEntryDecoder.rowKey(org: org, id: "")
        var found = id
        try database.scan(family, KeyRange(prefix: prefix)) { key, _ in
            let candidate = String(decoding: key[prefix.count...], as: UTF8.self)
            guard candidate.hasSuffix("_" + id) else { return true }
            found = candidate
            return false
        }
        return found
    }

    private func publicProduct(
        _ org: String, _ id: String, _ explanation: inout RowExplanation
    ) throws(Status) -> RawDocument? {
        let path = ProductPath.publicItem(org: org, id: id)
        let key = DocumentKey(mirror: path)
        guard let bytes = try database.get(ColumnFamily.documents.name, key.bytes) else {
            return nil
        }
        do throws(Status) {
            let stored = try bytes.withBytes { bytes throws(Status) in
                try StoredEntryDecoder.document(bytes)
            }
            explanation.document = Document(
                name: "\(path)", fields: try DocumentForm.fields(stored),
                createTime: Timestamp(microseconds: stored.createTime),
                updateTime: Timestamp(microseconds: stored.updateTime))
            return stored
        } catch {
            explanation.problems.append(error.message)
            return nil
        }
    }

    private static func lines(
        _ row: StoredColumnRow?, _ derived: StoredColumnRow?, _ fields: Fields
    ) -> [RowExplanation.Line] {
        func line(
            _ name: String, from keys: [String], _ text: (StoredColumnRow) -> String
        ) -> RowExplanation.Line {
            let sources = keys.compactMap { key in fields[key].map { "\(key) \(Self.text($0))" } }
            return RowExplanation.Line(
                name: name, row: row.map(text) ?? "", derived: derived.map(text) ?? "",
                document: sources.joined(separator: ", "))
        }
        var lines = [
            line("flags", from: ["isActive", "inStock", "expirationDate"]) {
                StoredColumnForm.flags($0)
            },
            line("price", from: ["price"]) { "\($0.priceCents) cents" },
            line("source hash", from: []) { InspectedEntry.hex($0.sourceHash) },
            line("category", from: ["categoryPath", "rawCategory", "category"]) { $0.category },
            line("brand", from: ["brandName"]) { $0.brand },
        ]
        if row?.store != nil || derived?.store != nil {
            lines.append(line("price of", from: ["priceLocation"]) { $0.store ?? "" })
        }
        let items = (members(row?.item) ?? [], members(derived?.item) ?? [])
        let more = items.1.map(\.name).filter { name in !items.0.contains { $0.name == name } }
        for name in items.0.map(\.name) + more {
            let own = items.0.first { $0.name == name }?.text ?? ""
            let fresh = items.1.first { $0.name == name }?.text ?? ""
            guard !isDefault(own) || !isDefault(fresh) else { continue }
            let key = documentKey(ofMenuItemField: name)
            lines.append(
                RowExplanation.Line(
                    name: "item.\(name)", row: own, derived: fresh,
                    document: fields[key].map { "\(key) \(text($0))" } ?? ""))
        }
        return lines
    }

    /// The fields of a MenuItem by JSON name; nil if the bytes do not decode.
    private static func members(_ bytes: [UInt8]?) -> [(name: String, text: String)]? {
        guard let bytes else { return [] }
        // Damage is reported as one of the problems.
        guard let item = try? MenuItem(wireBytes: bytes),
            case .object(let members)? = try? JSONParser.parse(Array(item.json.utf8))
        else { return nil }
        return members.map { ($0.key, text($0.value)) }
    }

    private static func isDefault(_ text: String) -> Bool {
        ["", "0", "false", "null"].contains(text)
    }

    /// Maps `retail_price_cents` to `retailPrice`.
    private static func documentKey(ofMenuItemField name: String) -> String {
        var words = name.split(separator: "_").map(String.init)
        if words.count > 1, words.last == "cents" { words.removeLast() }
        return words.dropFirst().reduce(words.first ?? "") { text, word in
            text + word.prefix(1).uppercased() + word.dropFirst()
        }
    }

    private static func text(_ json: JSONValue) -> String {
        switch json {
        case .null: "null"
        case .bool(let truth): "\(truth)"
        case .number(let text), .string(let text): text
        case .array(let elements): elements.map(text).joined(separator: ", ")
        case .object(let members):
            members.map { "\($0.key) \(text($0.value))" }.joined(separator: " ")
        }
    }

    private static func text(_ value: Value) -> String {
        switch value {
        case .string(let text): "\"\(text)\""
        case .integer(let number): "\(number)"
        case .double(let number): "\(number)"
        case .boolean(let truth): "\(truth)"
        case .array(let elements): "[\(elements.map(text).joined(separator: ", "))]"
        default: String(decoding: value.json, as: UTF8.self)
        }
    }
}

extension [UInt8] {
    /// Calls `body` with the bytes, preserving its typed error.
    fileprivate func withBytes<Result>(
        _ body: (UnsafeRawBufferPointer) throws(Status) -> Result
    ) throws(Status) -> Result {
        try withUnsafeBufferPointer { buffer throws(Status) in
            try body(UnsafeRawBufferPointer(buffer))
        }
    }
}
