import Sync
import Testing

@testable import MirrorService

/// Line 19: what cannot be read is counted by tenant and field in the metrics.
@Suite struct SyncMetricsTests {
    private func text(of metrics: SyncMetrics, shows: Bool = true) -> String {
        var text = PrometheusText()
        metrics.add(to: &text) { _ in shows }
        return text.text
    }

    private func report(_ org: String, _ kind: SyncKind) -> SyncReport {
        var report = SyncReport(org: org, kind: kind)
        report.success = true
        return report
    }

    @Test func unreadableValuesAddUpByTenantAndField() {
        let metrics = SyncMetrics()
        for _ in 0..<2 {
            var run = report("a\"\\\nb", .orders)
            run.unreadable.note("orders.total", in: "7", count: 3)
            metrics.count(run)
        }
        let text = text(of: metrics)
        #expect(text.contains("# TYPE posmirror_sync_unreadable_values_total counter\n"))
        #expect(
            text.contains(
                #"posmirror_sync_unreadable_values_total{org="a\"\\\nb",field="orders.total"} 6"#))
        #expect(!self.text(of: metrics, shows: false).contains("orders.total"))
    }

    @Test func listingsThatAreNotWholeAreThoseOfTheLastRunThatReadThem() {
        let metrics = SyncMetrics()
        var run = report("acme", .org)
        run.incomplete = [
            IncompleteListing("discounts", location: "a", .empty, "x"),
            IncompleteListing("discounts", location: "b", .short, "x"),
            IncompleteListing("vendors", .unreadable, "x"),
        ]
        metrics.count(run)
        let line = { (listing: String) in
            text(of: metrics).split(separator: "\n").first {
                $0.hasPrefix("posmirror_sync_incomplete_listings{")
                    && $0.contains("listing=\"\(listing)\"")
            }.map { String($0.split(separator: " ").last ?? "") }
        }
        #expect(line("discounts") == "2" && line("vendors") == "1")
        metrics.count(report("acme", .metadata))
        #expect(line("discounts") == "2" && line("vendors") == nil)
        metrics.count(report("other", .discounts))
        #expect(line("discounts") == "2")
        metrics.count(report("acme", .discounts))
        #expect(line("discounts") == nil)
    }
}
