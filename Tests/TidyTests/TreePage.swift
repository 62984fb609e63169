import Foundation
import MirrorTree
import Testing
import TextForms

/// MirrorTree and Protocol/tree.md say the same, both ways.
@Suite struct TreePage {
    private static let lines: [String] = {
        let top = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path
        let text = (try? String(contentsOfFile: "\(top)/Protocol/tree.md", encoding: .utf8)) ?? ""
        return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }()

    // MARK: - Paths

    /// The documents of the page's drawing, with `*` for every placeholder.
    private static let drawnPaths: Set<String> = {
        let fence = lines.indices.filter { lines[$0].hasPrefix("```") }
        guard fence.count > 1 else { return [] }
        var (paths, parent): (Set<String>, String) = ([], "")
        for line in lines[fence[0] + 1..<fence[1]] {
            // The path ends at the first run of blanks outside of braces.
            let name = withoutRemark(line)
            let path = line.hasPrefix(" ") ? parent + name : name
            if path.hasSuffix("/") { parent = path } else { paths.formUnion(expanded(path)) }
        }
        return paths
    }()

    private static func withoutRemark(_ line: String) -> String {
        var (depth, name) = (0, "")
        for character in line.drop(while: { $0 == " " }) {
            if character == " ", depth == 0 { break }
            if character == "{" { depth += 1 }
            if character == "}" { depth -= 1 }
            name.append(character)
        }
        return name
    }

    /// `a/{b,c}` is two paths, `a/{id}` is `a/*`, as is `a/x_{id}`.
    private static func expanded(_ path: String) -> [String] {
        var paths = [""]
        for segment in path.split(separator: "/") {
            var names = [String(segment)]
            if let open = segment.firstIndex(of: "{"), let close = segment.lastIndex(of: "}") {
                let choices = segment[segment.index(after: open)..<close].split(separator: ",")
                names =
                    choices.count > 1 ? choices.map { segment[..<open] + String($0) } : ["*"]
            }
            paths = paths.flatMap { path in names.map { path.isEmpty ? $0 : "\(path)/\($0)" } }
        }
        return paths
    }

    @Test func everyPathIsOnThePage() {
        let known = TreeCollection.allCases.flatMap { collection in
            (collection.documentIDs ?? ["*"]).map { "\(collection.pattern)/\($0)" }
        }
        #expect(Self.drawnPaths.subtracting(known) == [], "on the page only")
        #expect(Set(known).subtracting(Self.drawnPaths) == [], "in MirrorTree only")
        #expect(known.count > 15)
    }

    // MARK: - Fields

    private struct Row {
        /// Heading of the section and of the table's first column: `Orders/field`.
        let table: String
        let names: [String]
        let type: String
    }

    private static let rows: [Row] = {
        var (section, table, rows): (String, String, [Row]) = ("", "", [])
        for (number, line) in lines.enumerated() {
            if line.hasPrefix("## ") { section = String(line.dropFirst(3)) }
            guard line.hasPrefix("| ") else { continue }
            let cells = line.replacing("\\|", with: "¦").split(separator: "|")
                .map { String($0).trimmed.replacing("¦", with: "|") }
            if number + 1 < lines.count, lines[number + 1].hasPrefix("|---") {
                table = "\(section)/\(cells[0])"
            } else if !line.hasPrefix("|---"), cells.count > 1 {
                let names = cells[0].split(separator: ",")
                    .map { String($0).trimmed }
                rows.append(Row(table: table, names: names, type: cells[1]))
            }
        }
        return rows
    }()

    /// Names of fields in a type such as `[{name text, qty double?}]`; none of `{id: text}`.
    private static func fields(inType type: String) -> Set<String> {
        let bare = type.replacing("{…}", with: "")
        guard let open = bare.lastIndex(of: "{"), let close = bare[open...].firstIndex(of: "}")
        else { return [] }
        let pieces = bare[bare.index(after: open)..<close].split(separator: ",")
        return Set(
            pieces.compactMap { piece in
                let word = piece.split(separator: " ").first ?? ""
                return word.hasSuffix(":") ? nil : String(word)
            })
    }

    /// The fields that MirrorTree has for a table of the page.
    struct Table: CustomTestStringConvertible, Sendable {
        let name: String
        /// In MirrorTree, as the source spells them.
        let types: [String]
        let fields: Set<String>
        var testDescription: String { name }

        init<Field: TreeField>(
            _ name: String, _ type: Field.Type, only isMeant: (Field) -> Bool = { _ in true },
            and more: [String] = []
        ) {
            self.name = name
            types = ["\(type)"]
            fields = Set(Field.allCases.filter(isMeant).map(\.rawValue) + more)
        }
    }

    /// A provider as the page shows it.
    private static let provider = "alleaves"
    private static let ofCustomer = [
        ProviderField.customerID(provider), ProviderField.customerSince(provider),
    ]

    static let tables: [Table] = [
        Table("Locations/field", LocationField.self),
        Table("Locations/in posConfig", AccountField.self),
        Table("Products/field", ProductField.self) { $0.entry.documents == .staff },
        Table("Products/in batches", BatchField.self),
        Table("Public products/field", ProductField.self) { $0.entry.documents == .all },
        Table("Public products/sale field", ProductField.self) { $0.entry.documents == .read },
        Table("Discounts/field", RuleField.self),
        Table("Metadata/field", NameListField.self),
        Table("Metadata/in location", POSLocationField.self),
        Table("Integration status/field", StatusField.self),
        Table("Accounts/field", KnownAccountsField.self),
        Table("Positions/in pos_products", ProofField.self),
        Table("Positions/in pos_customers", CustomerPositionField.self),
        Table("Positions/in pos_orders", OrderPositionField.self),
        Table("Positions/in pos_{kind}_shape", ShapeField.self),
        Table("Orders/field", OrderField.self),
        Table("Customers/field", CustomerField.self, and: ofCustomer),
        Table("Spending/field", SpendingField.self, and: [ofCustomer[0]]),
        Table("Journal of writes/field", WriteField.self),
        Table("Journal of writes/in steps", WriteStepField.self),
        Table("Audit trail/field", AuditField.self),
        Table("Events/field", EventField.self),
        Table("Events/in notifications", NotificationField.self),
        Table("Sessions and users/field", SessionField.self),
        Table("Sessions and users/in users", UserField.self),
    ]

    @Test(arguments: tables)
    func everyFieldIsInItsTable(_ table: Table) {
        let written = Set(Self.rows.filter { $0.table == table.name }.flatMap(\.names))
        #expect(written.subtracting(table.fields) == [], "on the page only")
        #expect(table.fields.subtracting(written) == [], "in MirrorTree only")
    }

    @Test func everyTableOfThePageIsKnown() {
        #expect(Set(Self.rows.map(\.table)) == Set(Self.tables.map(\.name)))
    }

    /// Maps whose fields the page gives in the type of their row.
    static let maps: [Table] = [
        Table("Metadata/items", NameField.self),
        Table("Integration status/kinds", KindStatusField.self),
        Table("Integration status/incomplete", IncompleteField.self),
        Table("Integration status/interrupted", InterruptedField.self),
        Table("Integration status/parts", PartField.self),
        Table("Positions/stored", DayRangeField.self),
        Table("Positions/fields", ShapeUseField.self),
        Table("Orders/customer", OrderBuyerField.self),
        Table("Orders/items", OrderLineField.self),
        Table("Orders/totals", OrderTotalsField.self),
        Table("Journal of writes/priceDifferences", PriceDifferenceField.self),
        Table("Sessions and users/linkedDispensary", LinkedDispensaryField.self),
    ]

    @Test(arguments: maps)
    func everyFieldOfAMapIsInItsType(_ map: Table) {
        let parts = map.name.split(separator: "/")
        let types = Self.rows.filter {
            $0.table.hasPrefix("\(parts[0])/") && $0.names.contains(String(parts[1]))
        }.map(\.type)
        #expect(types.map { Self.fields(inType: $0) } == [map.fields])
    }

    @Test func positionsAreByLocation() {
        let words = PositionField.allCases.map { "`\($0.rawValue)`" }
        #expect(Self.lines.contains { line in words.allSatisfy { line.contains($0) } })
    }

    /// No kind of document stands in MirrorTree without standing on the page.
    @Test func everyKindOfFieldIsHeldAgainstThePage() {
        let declared = HouseRules.files.filter { $0.path.hasPrefix("Sources/MirrorTree/") }
            .flatMap(\.lines)
            .compactMap {
                $0.firstMatch(of: #/enum (\w+): String, TreeField/#).map { String($0.1) }
            }
        let held = (Self.tables + Self.maps).flatMap(\.types) + ["PositionField"]
        #expect(Set(declared) == Set(held))
    }
}
