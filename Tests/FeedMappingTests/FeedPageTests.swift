import FirestoreModel
import Foundation
import JSON
import TestSupport
import Testing

@testable import FeedMapping

/// Protocol/feed.md and its schema say what the code does.
@Suite struct FeedPageTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Protocol").path

    private func page() -> String { contents(of: "\(Self.folder)/feed.md") }

    /// The blocks of code below a heading.
    private func blocks(_ heading: String) throws -> [String] {
        let section = try #require(page().split(separator: "\n## ").first { $0.hasPrefix(heading) })
        let parts = section.split(separator: "```", omittingEmptySubsequences: false)
        return stride(from: 1, to: parts.count, by: 2).map { index in
            parts[index].drop { $0 != "\n" }.dropFirst().description
        }
    }

    private func products(_ heading: String, _ format: FeedFormat) throws -> [FeedProduct] {
        let blocks = try blocks(heading)
        let mapping = try FeedMapping(text: Array(blocks[1].utf8), .products)
        var products: [FeedProduct] = []
        let report = FeedReader.products(Array(blocks[0].utf8), format, mapping) {
            products.append($0)
        }
        #expect(report.isWhole)
        #expect(report.missingPaths == [])
        return products
    }

    @Test func theSpreadsheetIsReadAsThePageSays() throws {
        let products = try products("Worked example: a spreadsheet", FeedFormat(.csv))
        #expect(products.map(\.id) == ["TK1", "TK2"])
        #expect(products.map(\.name) == ["Sedge, 3.5g", "The \"Big\" Papers - King"])
        #expect(products.map(\.priceCents) == [104_500, 450])
        #expect(products.map(\.salePriceCents) == [3_600, nil])
    }

    @Test func theNestedJSONIsReadAsThePageSays() throws {
        let products = try products("Worked example: nested JSON", FeedFormat(.json))
        #expect(products.map(\.id) == ["x-7~1g", "x-7~3.5g"])
        #expect(products.map(\.name) == ["Bog Myrtle 1 g", "Bog Myrtle 1/8 oz"])
        #expect(products.map(\.priceCents) == [1_100, 3_550])
    }

    @Test func everyFieldIsInTheSchemaAndOnThePage() throws {
        let schema = try JSONParser.parse(bytes(of: "\(Self.folder)/feed-mapping.schema.json"))
        let names = schema["properties"]?["fields"]?["propertyNames"]?["enum"]
        guard case .array(let listed)? = names else {
            Issue.record("the schema lists no fields")
            return
        }
        let texts = listed.compactMap { FeedScalar($0)?.text }
        #expect(Set(texts) == Set(FeedField.allCases.map(\.rawValue)))
        #expect(texts.count == FeedField.allCases.count)
        for field in FeedField.allCases {
            #expect(page().contains("`\(field.rawValue)`"), "\(field)")
        }
    }

    /// The keys of an object in the schema are those that the reader takes.
    @Test func everyKeyIsInTheSchema() throws {
        let schema = try JSONParser.parse(bytes(of: "\(Self.folder)/feed-mapping.schema.json"))
        let keys = { (object: JSONValue?) -> Set<String> in
            guard case .object(let members)? = object?["properties"] else { return [] }
            return Set(members.map(\.key))
        }
        #expect(keys(schema) == FeedMapping.keys)
        let forms = schema["$defs"]?["expression"]?["oneOf"]
        guard case .array(let alternatives)? = forms else { return }
        #expect(keys(alternatives.last) == FeedMappingReader.expressionKeys)
        #expect(keys(schema["$defs"]?["each"]) == FeedMappingReader.eachKeys)
    }
}
