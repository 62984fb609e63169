import Foundation
import TestSupport
import Testing

/// The built posmirror-bench, at sizes that take no time: that every workload runs, checks itself
/// and says what scripts read. Times are not looked at.
@Suite struct BenchTests {
    private static let small = ["--products", "3000", "--rules", "60", "--json"]

    private static let keys: Set<String> = [
        "workload", "products", "rules", "runs", "p50_us", "p99_us", "ops_per_s", "mb_per_s",
        "rss_mb", "hash",
    ]

    /// Runs a workload; its report as JSON.
    private static func report(
        _ workload: String, _ options: [String] = [], in directory: String
    ) throws -> [String: Any] {
        let run = try ProgramRun("posmirror-bench", [workload] + small + options, in: directory)
        #expect(run.end == .exit(0), "\(workload): \(run.error)")
        let report = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        let members = try #require(report as? [String: Any])
        #expect(keys.subtracting(members.keys) == [])
        #expect(members["workload"] as? String == workload)
        return members
    }

    private static func hash(
        _ workload: String, _ options: [String] = [], in directory: String
    ) throws -> String {
        let report = try report(workload, options, in: directory)
        let hash = try #require(report["hash"] as? String)
        #expect(hash.count == 16 && hash != "0000000000000000")
        return hash
    }

    @Test func equalPricesHaveEqualHashesHoweverTheyAreRead() throws {
        try withTemporaryDirectory { directory in
            let store = "\(directory)/store"
            _ = try Self.report("prepare", ["--output", store], in: directory)
            let data = ["--data", store]
            let full = try Self.hash("reprice-full", data + ["--runs", "2"], in: directory)
            #expect(try Self.hash("reprice-full", ["--runs", "4"], in: directory) == full)
            let one = try Self.hash("reprice-one-rule", data + ["--runs", "2"], in: directory)
            #expect(one != full)
            let all = try Self.hash("reprice-all-rules", data + ["--runs", "2"], in: directory)
            #expect(all == one)
            let menu = try Self.hash("menu-stream", data + ["--runs", "1"], in: directory)
            #expect(menu == one)
            let single = try Self.hash("product-get", data + ["--runs", "50"], in: directory)
            let load = ["--runs", "500", "--connections", "3", "--depth", "4"]
            let pipelined = try Self.hash("product-get-pipelined", data + load, in: directory)
            #expect(single == pipelined)
            _ = try Self.hash("menu-query", data + ["--runs", "12"], in: directory)
        }
    }

    @Test func anotherSeedIsAnotherCatalog() throws {
        try withTemporaryDirectory { directory in
            let options = ["--runs", "2", "--seed"]
            let first = try Self.hash("reprice-full", options + ["1"], in: directory)
            let second = try Self.hash("reprice-full", options + ["2"], in: directory)
            #expect(first != second)
        }
    }

    @Test func aReaderSeesWholeStatesWhileAllIsRepriced() throws {
        try withTemporaryDirectory { directory in
            let report = try Self.report(
                "reader-during-reprice", ["--runs", "1500"], in: directory)
            #expect(try #require(report["repriced"] as? Double) > 0)
            #expect(try #require(report["versions_seen"] as? Double) > 1)
        }
    }

    @Test func whatIsCommittedOrIngestedIsReadBack() throws {
        try withTemporaryDirectory { directory in
            let ours = try Self.hash("commit", in: directory)
            #expect(try Self.hash("commit-raw", in: directory) == ours)
            let file = "\(directory)/inventory.json"
            _ = try Self.report("inventory", ["--output", file], in: directory)
            let ingest = try Self.report(
                "ingest", ["--input", file, "--runs", "1"], in: directory)
            #expect(ingest["items"] as? Double == 3000)
        }
    }

    @Test func theDaemonStartsAndIsMeasured() throws {
        try withTemporaryDirectory { directory in
            _ = try Self.hash("cold-start", ["--runs", "1"], in: directory)
            let memory = try Self.report("memory", in: directory)
            #expect(try #require(memory["empty_rss_mb"] as? Double) > 0)
        }
    }

    @Test func thePeersGetTheWholeCatalog() throws {
        try withTemporaryDirectory { directory in
            _ = try Self.report("export", ["--output", "\(directory)/csv"], in: directory)
            let products = contents(of: "\(directory)/csv/products.csv").split(separator: "\n")
            #expect(products.count == 3001)
            let rules = contents(of: "\(directory)/csv/rules.csv").split(separator: "\n")
            #expect(Set(rules.dropFirst().map { $0.prefix { $0 != "," } }).count == 60)
        }
    }

    @Test func mistakesEndWithCode2AndHelpWith0() throws {
        try withTemporaryDirectory { directory in
            for words in [
                [], ["reprice-most"], ["memory", "--products"], ["memory", "--rules=1"],
            ] {
                let run = try ProgramRun("posmirror-bench", words, in: directory)
                #expect(run.end == .exit(2))
                #expect(run.error.hasPrefix("posmirror-bench: "))
            }
            let help = try ProgramRun("posmirror-bench", ["--help"], in: directory)
            #expect(help.end == .exit(0))
            #expect(help.output.contains("reprice-full"))
        }
    }
}
