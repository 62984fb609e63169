import Foundation
import MirrorClient
import MirrorMessages
import TestSupport
import Testing

/// Metrics as Prometheus' own parser reads them.
@Suite struct MetricsTests {
    private static let orgs = [
        "acme", #"a"quote"#, #"back\slash"#, #"end\"#, "new\nline", "return\r\nline", "tab\t",
        "{brace}", #"x="y",org="z""#, "Grüße 大麻 🌿", "e\u{301}", "\u{2028}line", "#comment", "a b",
        #"\n"#, "\u{202E}rtl", "zero\u{200B}width", "'", "%s", "$HOME",
    ]

    @Test func metricsAreReadByPrometheusWhateverTenantsAreCalled() throws {
        try withDaemon(products: 12) { daemon in
            for (index, org) in Self.orgs.enumerated() {
                if index > 0 { try daemon.putLocation("location-\(index)", org: org) }
                try daemon.sync(.products, org: org)
            }
            daemon.pos.refuseLogins()
            daemon.pos.expireTokens()
            _ = try daemon.client.sync(.discounts, orgID: "acme")
            let run = try daemon.posmirror("metrics")
            #expect(run.end == .exit(0))
            let families = try parsed(run.output, in: daemon.directory)
            for name in ["posmirror_products", "posmirror_products_on_sale"] {
                let samples = try #require(families[name])
                #expect(Set(samples.compactMap { $0.labels["org"] }) == Set(Self.orgs))
                #expect(samples.count == Self.orgs.count)
            }
            #expect(families["posmirror_products"]?.allSatisfy { $0.value == 12 } == true)
            let runs = try #require(families["posmirror_sync_runs"])
            let failed = runs.first { $0.labels == ["kind": "discounts", "success": "false"] }
            #expect(failed?.value == 1)
            // Each family is announced once.
            for word in ["# HELP ", "# TYPE "] {
                let heads = run.output.split(separator: "\n").filter { $0.hasPrefix(word) }
                    .map { $0.split(separator: " ")[2] }
                #expect(heads.count == Set(heads).count && heads.count >= families.count)
            }
        }
    }

    private struct Sample: Decodable {
        let labels: [String: String]
        let value: Double
    }

    private func parsed(_ text: String, in directory: String) throws -> [String: [Sample]] {
        let run = try ProgramRun(
            try Python.interpreter(), [Python.top + "/Tests/DaemonTests/Python/metrics.py"],
            in: directory, input: text)
        #expect(run.end == .exit(0), "\(run.error)")
        return try JSONDecoder().decode([String: [Sample]].self, from: Data(run.output.utf8))
    }
}
