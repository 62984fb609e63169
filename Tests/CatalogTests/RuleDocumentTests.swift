import FirestoreModel
import Foundation
import JSON
import Testing

@testable import Catalog

/// What documents are discount rules: the schema's own examples and counter-examples, and what a
/// schema cannot say.
@Suite struct RuleDocumentTests {
    private static func schema() throws -> JSONValue {
        let top = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let bytes = try Data(contentsOf: top.appending(path: "Protocol/discount.schema.json"))
        return try JSONParser.parse([UInt8](bytes))
    }

    private static func value(_ json: JSONValue) throws -> Value {
        switch json {
        case .null: return .null
        case .bool(let flag): return .boolean(flag)
        case .number(let text):
            return Int64(text).map { .integer($0) } ?? .double(Double(text) ?? .nan)
        case .string(let text): return .string(text)
        case .array(let elements): return .array(try elements.map { try value($0) })
        case .object(let members):
            return .map(Fields(try members.map { ($0.key, try value($0.value)) }))
        }
    }

    private static func refusal(_ fields: Fields) throws -> String? {
        try RuleDocument.refusal(id: "own", fields.mapValueBytes)
    }

    private static func fields(_ json: JSONValue?) throws -> Fields {
        guard case .map(let fields) = try value(json ?? .null) else { return [:] }
        return fields
    }

    @Test func theSchemasExamplesAreAccepted() throws {
        guard case .array(let examples) = try Self.schema()["examples"] else {
            Issue.record("no examples")
            return
        }
        #expect(examples.count >= 9)
        for example in examples {
            let fields = try Self.fields(example)
            #expect(try Self.refusal(fields) == nil, "\(fields)")
        }
    }

    @Test func theSchemasCounterExamplesAreRefusedByTheField() throws {
        guard case .array(let examples) = try Self.schema()["x-counterexamples"] else {
            Issue.record("no counter-examples")
            return
        }
        #expect(examples.count >= 20)
        for example in examples {
            guard case .string(let field) = example["field"] else { continue }
            let fields = try Self.fields(example["document"])
            let refusal = try Self.refusal(fields)
            #expect(refusal?.hasPrefix("\(field): ") == true, "\(field): \(refusal ?? "accepted")")
        }
    }

    private static let plain: Fields = [
        "discountType": "percent", "discountValue": 20, "active": true, "categories": ["Flower"],
    ]

    @Test(
        arguments: [
            ("discount_value", 25 as Value, "discount_value: "), ("discount_value", 20, ""),
            ("discount_value", .null, ""), ("discountValue", 150, "discountValue: "),
            ("discountValue", .double(.nan), "discountValue: "),
            ("discountValue", .double(12.5), ""),
            ("discountType", "fixed_price", ""), ("discountType", "AMOUNT", ""),
            ("conditions", .map(["categories": ["Vapes"]]), "conditions.categories: "),
            ("conditions", .map(["categories": ["Flower"], "weather": "rain"]), ""),
            ("endDate", .timestamp(Timestamp(microseconds: 0)), ""), ("note", .bytes([1]), ""),
            ("minQty", .double(.infinity), "minQty: "),
            ("priority", .geoPoint(latitude: 1, longitude: 2), "priority: "),
            ("products", [1, .double(2), "x"], ""), ("products", [[]], "products: "),
            ("name", .boolean(true), "name: "), ("posId", 7, ""),
        ] as [(String, Value, String)])
    func aFieldIsReadOrRefused(key: String, value: Value, start: String) throws {
        var fields = Self.plain
        fields[key] = value
        let refusal = try Self.refusal(fields)
        let isRight = start.isEmpty ? refusal == nil : refusal?.hasPrefix(start) == true
        #expect(isRight, "\(refusal ?? "accepted")")
    }

    /// Each form reads as the same rule.
    @Test func camelSnakeAndThePOSsFormAreOne() throws {
        let camel: Fields = [
            "discountType": "amount", "discountValue": "4.50", "active": true,
            "startDate": "2026-11-01", "endDate": "2026-11-30", "badgeText": "X",
            "minQty": 2, "minTotal": 9, "customerTypes": ["a"], "brands": ["b"],
            "categories": ["c"], "products": [1], "storeWide": true, "priority": 3,
        ]
        let snake: Fields = [
            "discount_type": "amount", "discount_value": "4.50", "active": true,
            "start_date": "2026-11-01", "end_date": "2026-11-30", "badge_text": "X",
            "min_qty": 2, "min_total": 9, "customer_types": ["a"], "brands": ["b"],
            "categories": ["c"], "products": [1], "store_wide": true, "priority": 3,
        ]
        var inside = snake
        var conditions: Fields = ["all": true]
        for key in ["min_qty", "min_total", "customer_types", "brands", "categories", "products"] {
            conditions[key] = inside[key]
            inside[key] = nil
        }
        inside["store_wide"] = nil
        inside["conditions"] = .map(conditions)
        let read = try [camel, snake, inside].map {
            try RuleDocument.fields(id: "r", $0.mapValueBytes)
        }
        #expect(read[0] == read[1] && read[1] == read[2])
        #expect(read[0].storeWide == true && read[0].minQty == "2" && read[0].categories == ["c"])
    }

    /// 1.005 as a double lies below it, and was 1.00.
    @Test(
        arguments: [
            (1.005, 101), (1.0049, 100), (39.555, 3956), (0.615, 62), (2.675, 268), (19.99, 1999),
            (8.125, 813), (0.004, 0), (1_000_000.0, 100_000_000), (1e300, 0),
        ] as [(Double, Int64)])
    func anAgentsPriceIsRoundedAsItReads(dollars: Double, cents: Int64) throws {
        try withCatalog { mirror in
            try mirror.put(mirror.product("own"), productFields("A", dollars))
            #expect(try mirror.menu().first?.priceCents == cents)
        }
    }

    /// A price may be a text of up to four decimals; what is none is no price.
    @Test(
        arguments: [
            ("19.99", 1999), (" 5 ", 500), ("1.005", 101), ("0.0049", 0), ("$5", 0), ("-3", 0),
            ("1,000", 0), ("", 0), ("1000000.01", 0),
        ] as [(String, Int64)])
    func anAgentsPriceMayBeAText(dollars: String, cents: Int64) throws {
        try withCatalog { mirror in
            try mirror.put(
                mirror.product("own"),
                productFields("A", nil, more: ["price": .string(dollars)]))
            #expect(try mirror.menu().first?.priceCents == cents)
        }
    }

    @Test func listsThatNoDocumentCanHoldAreRefusedByTheField() throws {
        var fields = Self.plain
        fields["products"] = .array((0..<38_999).map { .integer(Int64($0)) })
        #expect(try Self.refusal(fields) == nil)
        fields["brands"] = ["a"]
        #expect(try Self.refusal(fields)?.hasPrefix("products: ") == true)
    }

    /// Rules of the POS are never refused: what cannot be read is counted as rejected, and no
    /// field that an agent's program misspelt is read past any more.
    @Test func whatIsStoredAndCannotBeReadIsRejectedByName() throws {
        try withCatalog { mirror in
            try mirror.put(mirror.product("alleaves_1"), productFields("A", 10))
            var fields = Self.plain
            fields["categories"] = "Flower"
            try mirror.put(mirror.rule("old"), fields)
            let listed = try #require(mirror.generation?.discounts().first)
            #expect(listed.state == .rejected)
            guard case .rejected(let rule) = listed.rule else { return }
            #expect(rule.field == "categories" && rule.text.contains("categories"))
            #expect(try mirror.menu().allSatisfy { !$0.isOnSale })
        }
    }
}
