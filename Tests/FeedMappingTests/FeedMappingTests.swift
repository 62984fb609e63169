import Testing

@testable import FeedMapping

@Suite struct FeedMappingTests {
    private func mapping(_ text: String, _ kind: FeedKind = .products) throws -> FeedMapping {
        try FeedMapping(text: Array(text.utf8), kind)
    }

    private func read(
        _ text: String, _ fields: String, _ rest: String = "", format: FeedFormat.Kind = .json
    ) throws -> (products: [FeedProduct], report: FeedReport) {
        let mapping = try mapping(
            #"{"fields": {"id": "id", "name": "name"\#(fields)}\#(rest)}"#)
        var products: [FeedProduct] = []
        let report = FeedReader.products(
            Array(text.utf8), FeedFormat(format), mapping
        ) { products.append($0) }
        return (products, report)
    }

    @Test(arguments: [
        ("[]", "mapping is an object"),
        ("{", "mapping malformed JSON at byte 1"),
        (
            #"{"feilds": {}}"#,
            "mapping has an unknown key feilds; the keys are decimalMark, each, "
                + "fields, leaveOut, records, stores, total, unite, version"
        ),
        (#"{"version": 2, "fields": {"id": "a"}}"#, "version must be 1"),
        (#"{"fields": {"id": "a"}}"#, "fields has no name"),
        (
            #"{"fields": {"id": "a", "name": "b", "prize": "c"}}"#,
            "fields has prize, which no products have"
        ),
        (
            #"{"fields": {"id": "a", "name": ["b"]}}"#,
            "fields.name is a column, a path or an object such as {\"from\": …}"
        ),
        (
            #"{"fields": {"id": "a", "name": {"from": "b", "first": []}}}"#,
            "fields.name needs one of from, first, join and value"
        ),
        (
            #"{"fields": {"id": "a", "name": {"from": "b", "unit": "parsec"}}}"#,
            "fields.name.unit is one of dollars, cents, percent, fraction, mg/g, mg, g, kg, oz, "
                + "lb, each, ml"
        ),
        (
            #"{"fields": {"id": "a", "name": {"from": "b", "date": "M/D"}}}"#,
            "fields.name.date is a pattern such as MM/DD/YYYY"
        ),
        (
            #"{"records": "a[0]", "fields": {"id": "a", "name": "b"}}"#,
            "records is a path of members alone, such as data.items"
        ),
        (
            #"{"each": {"list": "a"}, "fields": {"id": "a", "name": "b"}}"#,
            "each.as is a name of letters, such as variant"
        ),
        (
            #"{"leaveOut": {"from": "a", "is": 1}, "fields": {"id": "a", "name": "b"}}"#,
            "leaveOut has an unknown key is; the keys are above, all, any, below, from, in, not, "
                + "notIn, present"
        ),
        (
            #"{"stores": {"A": "x"}, "fields": {"id": "a", "name": "b", "stock": "c"}}"#,
            "stores and fields.stock cannot both be there"
        ),
    ])
    func saysWhatIsWrong(_ text: String, _ words: String) {
        let error = #expect(throws: FeedMappingError.self) { try mapping(text) }
        #expect(error.map { "\($0)" } == words)
    }

    @Test func depthIsBounded() {
        var expression = "\"b\""
        for _ in 0..<20 { expression = #"{"first": [\#(expression)]}"# }
        #expect(throws: FeedMappingError.self) {
            try mapping(#"{"fields": {"id": "a", "name": \#(expression)}}"#)
        }
    }

    /// Each value is absent, read or unreadable: nothing that is there becomes a default.
    @Test(
        arguments: [
            ("null", nil, false), (#""""#, nil, false), (#"" ""#, nil, false), ("0", nil, false),
            ("12.345", 1_235, false), (#""$1,200""#, 120_000, false), (#""free""#, nil, true),
            ("-5", nil, true), ("true", nil, true), ("{}", nil, true), ("[1,2]", nil, true),
            ("[3]", 300, false), ("99999999", nil, true),
        ] as [(String, Int64?, Bool)])
    func prices(_ json: String, _ cents: Int64?, _ isUnreadable: Bool) throws {
        let text = #"[{"id":"1","name":"n","p":\#(json)}]"#
        let (products, report) = try read(text, #", "price": {"from": "p"}"#)
        #expect(products.map(\.priceCents) == [cents])
        #expect(products[0].unreadable.contains(.price) == isUnreadable)
        #expect((report.unreadable["price"]?.count ?? 0) == (isUnreadable ? 1 : 0))
    }

    @Test func aDefaultStandsForNothingAndNotForNonsense() throws {
        let text = #"[{"id":"1","name":"n"},{"id":"2","name":"n","q":"many"}]"#
        let (products, _) = try read(text, #", "stock": {"from": "q", "default": 5}"#)
        #expect(products.map { $0.stocks.first?.available } == [5_000, nil])
        #expect(products.map(\.unreadable) == [[], [.stock]])
    }

    @Test func theFirstThatCanBeRead() throws {
        let text = #"[{"id":"1","name":"n","a":"call","b":5},{"id":"2","name":"n","a":"call"}]"#
        let (products, _) = try read(text, #", "price": {"first": ["a", "b"]}"#)
        #expect(products.map(\.priceCents) == [500, nil])
        #expect(products.map(\.unreadable) == [[], [.price]])
    }

    @Test func anIdNeedsAllItsParts() throws {
        let mapping = try mapping(
            #"{"fields": {"id": {"join": ["a", "b"], "separator": "-"}, "name": "a"}}"#)
        let text = #"[{"a":"1","b":"2"},{"a":"1"},{"a":"1","b":{"x":1}},{"a":3,"b":4}]"#
        var ids: [String] = []
        let report = FeedReader.products(Array(text.utf8), FeedFormat(.json), mapping) {
            ids.append($0.id)
        }
        #expect(ids == ["1-2", "3-4"])
        #expect(report.withoutID == 2)
        #expect(report.rowsWithoutID == [2, 3])
        #expect(report.incompleteness == "2 entries have no id that can be read")
    }

    @Test func listsAreSplitOrTaken() throws {
        let text = #"""
            [{"id":"1","name":"n","e":"Calm; Happy;;"},{"id":"2","name":"n","e":["a","b"]}]
            """#
        let (products, _) = try read(text, #", "effects": {"from": "e", "split": ";"}"#)
        #expect(products.map(\.effects) == [["Calm", "Happy"], ["a", "b"]])
    }

    @Test func aPotencyInAnotherUnitIsAnotherFields() throws {
        let text = #"""
            [{"id":"1","name":"n","t":24,"u":"%"},{"id":"2","name":"n","t":100,"u":"mg"},
             {"id":"3","name":"n","t":0.24,"u":"fraction"},{"id":"4","name":"n","t":240,"u":"mg/g"},
             {"id":"5","name":"n","t":24,"u":"furlong"},{"id":"6","name":"n","t":240,"u":"%"}]
            """#
        let (products, _) = try read(
            text,
            #", "thcPercent": {"from":"t","unitFrom":"u"}, "thcMg": {"from":"t","unitFrom":"u"}"#
        )
        #expect(
            products.map(\.thcThousandths) == [24_000, nil, 24_000, 24_000, nil, nil])
        #expect(products.map(\.thcMilligramsThousandths) == [nil, 100_000, nil, nil, nil, nil])
        #expect(products[4].unreadable == [.thcPercent, .thcMg])
        #expect(products[5].unreadable == [.thcPercent])
    }

    @Test func namesThatNoRecordHasAreTold() throws {
        let csv = "id,name,Prize\n1,a,5\n"
        let (products, report) = try read(csv, #", "price": "Price", "sku": "SKU""#, format: .csv)
        #expect(products.count == 1)
        #expect(report.missingPaths == ["Price", "SKU"])
        #expect(report.findings == ["no record has Price", "no record has SKU"])
    }

    /// What nobody had to look for is not missing, and of nothing every member is nothing.
    @Test func onlyWhatWasLookedForIsMissing() throws {
        let text = #"[{"id":"1","name":"n","a":5,"brand":null}]"#
        let (_, report) = try read(
            text, #", "price": {"first": ["a", "b"]}, "brand": "brand.name", "sku": "x.y""#)
        #expect(report.missingPaths == ["x.y"])
        let csv = "id,name,a\n1,n,5\n"
        let (_, other) = try read(csv, #", "price": {"first": ["a", "b"]}"#, format: .csv)
        #expect(other.missingPaths == ["b"])
    }

    @Test func aColumnThatIsThereTwiceIsNobodys() throws {
        let csv = "id,name,Price,Price\n1,a,5,6\n"
        let (products, report) = try read(csv, #", "price": "Price""#, format: .csv)
        #expect(products.map(\.priceCents) == [nil])
        #expect(report.repeatedColumns == ["Price"])
    }

    @Test func membersBecomeProducts() throws {
        let mapping = try mapping(
            #"""
            {"each": {"members": "prices", "as": "p"},
             "fields": {"id": {"join": ["id", "p.key"], "separator": "/"}, "name": "name",
                        "price": "p.value"}}
            """#)
        let text = #"[{"id":1,"name":"n","prices":{"1g":10,"3.5g":30}},{"id":2,"name":"m"}]"#
        var products: [FeedProduct] = []
        let report = FeedReader.products(Array(text.utf8), FeedFormat(.json), mapping) {
            products.append($0)
        }
        #expect(products.map(\.id) == ["1/1g", "1/3.5g"])
        #expect(products.map(\.priceCents) == [1_000, 3_000])
        #expect(report.emptyRows == 1)
    }

    @Test func whatCannotBeDecidedIsLeftOutAndTold() throws {
        let text = #"""
            [{"id":"1","name":"n","q":1},{"id":"2","name":"n","q":"x"},{"id":"3","name":"n","q":0}]
            """#
        let (products, report) = try read(text, "", #", "leaveOut": {"from": "q", "below": 1}"#)
        #expect(products.map(\.id) == ["1"])
        #expect((report.leftOut, report.undecided) == (1, 1))
        #expect(!report.isWhole)
    }

    @Test(arguments: [
        (#"{"from": "a", "in": ["x"]}"#, ["3", "4"]),
        (#"{"all": [{"from": "a", "in": "X"}, {"from": "b", "present": true}]}"#, ["2", "3", "4"]),
        (#"{"any": [{"from": "b", "in": [true]}, {"from": "t", "in": ["q"]}]}"#, ["1", "2"]),
        (#"{"not": {"from": "a", "present": true}}"#, ["1", "2", "4"]),
        (#"{"from": "a", "notIn": ["x", "y"]}"#, ["1", "2", "4"]),
    ])
    func conditionsCombine(_ condition: String, _ ids: [String]) throws {
        let text = #"""
            [{"id":"1","name":"n","a":"X","b":1},{"id":"2","name":"n","a":"x"},
             {"id":"3","name":"n","b":true},{"id":"4","name":"n","a":"y","t":["p","q"]}]
            """#
        let (products, _) = try read(text, "", #", "leaveOut": \#(condition)"#)
        #expect(products.map(\.id) == ids)
    }

    @Test func aShortTotalIsTold() throws {
        let whole = { (total: String) in
            let text = #"{"n":\#(total),"r":[{"id":"1","name":"n"}]}"#
            return try read(text, "", #", "records": "r", "total": "n""#).report
        }
        #expect(try whole("1").incompleteness == nil)
        #expect(
            try whole("3").incompleteness
                == "the feed has fewer records than its own total says (1 of 3)")
        #expect(try whole(#""?""#).incompleteness == "the feed's own total cannot be read")
        #expect(try whole("null").incompleteness == "the feed's own total cannot be read")
    }

    @Test func rules() throws {
        let mapping = try mapping(
            #"""
            {"records": "specials", "fields": {"id": "id", "name": "n",
             "kind": {"from": "t", "words": {"PERCENT": "percent", "DOLLARS": "amount"}},
             "value": "v", "active": {"from": "on", "words": {"live": true, "off": false}},
             "products": "items[*].id", "end": "until"}}
            """#, .discounts)
        let text = #"""
            {"specials":[{"id":7,"n":"a","t":"PERCENT","v":"20%","on":"live",
              "items":[{"id":1},{"id":"x"}],"until":"2026-12-01"},
             {"id":8,"n":"b","t":"POINTS","v":"lots","on":"maybe","until":"soon"}]}
            """#
        var rules: [FeedRule] = []
        _ = FeedReader.rules(Array(text.utf8), FeedFormat(.json), mapping) { rules.append($0) }
        #expect(rules.map(\.kind) == ["percent", nil])
        #expect(rules[0].value == "20")
        #expect(rules[0].active == true)
        #expect(rules[0].products == ["1", "x"])
        #expect(rules[0].end == "2026-12-01")
        #expect(rules[1].unreadable == [.kind, .value, .active, .end])
    }
}
