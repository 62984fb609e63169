import PointOfSale
import Testing

@testable import Feed

@Suite struct FeedConfigTests {
    private let harness = FeedHarness()

    @Test(
        arguments: [
            ([:], "products is missing: an object with url, format and mapping"),
            (["products": .text("x")], "products is no object with url, format and mapping"),
            (["products": .map([:])], "products.url is missing"),
            (
                ["products": .map(["url": .text("https://x.example/menu")])],
                "products.format must be csv, tsv, json or jsonl"
            ),
            (
                ["products": .map(["url": .text("https://x.example/menu.csv")])],
                "products.mapping is missing"
            ),
            (
                [
                    "products": .map([
                        "url": .text("https://x.example/m.csv"), "mapping": .map([:]),
                    ])
                ],
                "products.mapping: fields is missing: an object of fields"
            ),
            (
                FeedHarness.products(more: ["token": .text("s3cret")]),
                "products has an unknown key token"
            ),
            (
                FeedHarness.products().merging(["headers": .map(["a b": .text("s3cret")])]) { $1 },
                "headers has one that is no header line"
            ),
            (
                FeedHarness.products().merging(["headers": .map(["Host": .text("s3cret")])]) { $1 },
                "headers has one that is no header line"
            ),
            (FeedHarness.products().merging(["store": .list([])]) { $1 }, "store is no text"),
        ] as [([String: POSSetting], String)])
    func saysWhatIsWrong(_ config: [String: POSSetting], _ words: String) {
        let fault = #expect(throws: POSSettingsFault.self) { try harness.connect(config) }
        #expect(fault?.text == "has a posConfig that cannot be used: \(words)")
    }

    @Test func connectionsAreToldApart() throws {
        let account = { (config: [String: POSSetting]) in
            try harness.adapter.account(POSSettings(config), isOnlyTenant: false)
        }
        var config = FeedHarness.products()
        let plain = try account(config)
        #expect(try account(config).connection == plain.connection)
        config["token"] = .text("t")
        #expect(try account(config).connection != plain.connection)
        #expect(try account(config).store == plain.store)
        config["store"] = .text("East")
        #expect(try account(config).listing != plain.listing)
        #expect("\(try account(config))" == "FeedAccount(redacted)")
    }
}
