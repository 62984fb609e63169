import Testing

@testable import AlleavesSimulator

@Suite struct SimulatorOptionsTests {
    @Test func everyFlagIsRead() throws {
        let options = try SimulatorOptions(
            arguments: [
                "--port", "8080", "--products=10", "--discounts", "1", "--orders", "2",
                "--customers", "3", "--locations", "4", "--seed", "18446744073709551615",
                "--today", "2026-01-02", "--inventory", "a", "--discount-rules", "b",
                "--latency-ms", "5", "--fail-rate", "0.05", "--rate-limit", "6",
                "--token-seconds", "7", "--username", "u", "--password", "p=q", "--pin", "",
                "--down", "/a", "--down=/b*", "--write-inventory", "f", "--location-prices",
                "--accounts", "3",
            ])
        #expect(options.port == 8_080 && options.products == 10 && options.discounts == 1)
        #expect(options.orders == 2 && options.customers == 3 && options.locations == 4)
        #expect(options.seed == .max && options.today == "2026-01-02")
        #expect(options.inventoryFile == "a" && options.discountRulesFile == "b")
        #expect(options.latencyMilliseconds == 5 && options.failMillionths == 50_000)
        #expect(options.rateLimit == 6 && options.tokenSeconds == 7)
        #expect(options.username == "u" && options.password == "p=q" && options.pin == nil)
        #expect(options.accounts == 3 && options.hasLocationPrices)
        #expect(options.downPaths == ["/a", "/b*"] && options.inventoryOutputFile == "f")
    }

    @Test(arguments: [
        ["--port"], ["--port", "x"], ["--port", "65536"], ["--nothing", "1"], ["--products", "-1"],
        ["--fail-rate", "1.1"], ["--fail-rate", "often"], ["--today", "yesterday"],
        ["--seed", "-1"], ["--locations", "0"], ["--rate-limit", "0"], ["stray"], [""],
        ["--accounts", "0"], ["--location-prices=yes"],
    ])
    func nonsenseIsRefused(arguments: [String]) {
        #expect(throws: SimulatorError.self) { try SimulatorOptions(arguments: arguments) }
    }

    @Test func theUsageTextNamesEveryFlag() {
        for flag in [
            "--port", "--products", "--inventory", "--fail-rate", "--write-inventory", "--accounts",
            "--location-prices",
        ] {
            #expect(SimulatorOptions.usage.contains(flag))
        }
    }

    @Test func countsOutOfRangeAreRefusedAtStart() {
        var options = SimulatorOptions()
        options.products = -1
        #expect(throws: SimulatorError.self) { try SimulatedPOS(options).start() }
    }
}
