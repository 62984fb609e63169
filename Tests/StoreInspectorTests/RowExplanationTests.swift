import Catalog
import RocksStore
import TestSupport
import Testing

@testable import StoreInspector

@Suite struct RowExplanationTests {
    @Test func aRowIsExplainedBesideItsDocument() throws {
        try withInspectedStore { store in
            let inspector = try StoreInspector(directory: store.path)
            let row = try #require(try inspector.row(org: "acme", id: "1018"))
            #expect(row.id == "alleaves_1018" && row.problems == [])
            let lines = row.lines.map { line in
                "\(line.name): \(line.row) | \(line.document)\(line.differs ? " | differs" : "")"
            }
            Golden.expect(
                lines.joined(separator: "\n") + "\n", is: "StoreInspector/row.txt")
            #expect(row.document?.fields["name"] == "Velvet Punch")
        }
    }

    @Test func aRowThatIsNotWhatTheDocumentSaysShowsBoth() throws {
        try withInspectedStore { store in
            let key = ColumnEntryDecoder.rowKey(org: "acme", id: "alleaves_1018")
            let database = try ReadOnlyDatabase(path: store.path)
            var value = try #require(try database.get("columns", key))
            // The price in cents is the four bytes behind version and flags.
            value.replaceSubrange(2..<6, with: [1, 2, 0, 0])
            try store.damage(.columns, key, value)
            let inspector = try StoreInspector(directory: store.path)
            let row = try #require(try inspector.row(org: "acme", id: "alleaves_1018"))
            let price = row.lines.first { $0.name == "price" }
            #expect(price?.row == "513 cents" && price?.derived == "3955 cents")
            #expect(row.lines.filter(\.differs).map(\.name) == ["price"])
            #expect(row.problems == ["the row is not what this program derives"])
        }
    }

    @Test func whatThereIsNotIsNil() throws {
        try withInspectedStore { store in
            let inspector = try StoreInspector(directory: store.path)
            #expect(try inspector.row(org: "acme", id: "18") == nil)
            #expect(try inspector.row(org: "acm", id: "alleaves_1018") == nil)
        }
    }
}
