import Sync
import Synchronization

/// Counts of unreadable values and incomplete listings found by runs.
final class SyncMetrics: Sendable {
    private struct State {
        /// Unreadable values since startup, by tenant and field.
        var unreadable: [String: [String: Int]] = [:]
        /// By tenant and listing: number of locations whose listing was incomplete in the last run
        /// that read it.
        var incomplete: [String: [String: Int]] = [:]
    }

    private let state = Mutex(State())

    /// Counts a run that ended.
    func count(_ report: SyncReport) {
        state.withLock { state in
            for (field, entry) in report.unreadable.entries {
                state.unreadable[report.org, default: [:]][field, default: 0] += entry.count
            }
            var listings = (state.incomplete[report.org] ?? [:]).filter { listing, _ in
                !report.landed(Self.kind(of: listing))
            }
            for listing in Set(report.incomplete.map(\.listing)) {
                listings[listing] = report.incomplete.count { $0.listing == listing }
            }
            state.incomplete[report.org] = listings.isEmpty ? nil : listings
        }
    }

    /// Adds the families, for tenants accepted by `shows`.
    func add(to text: inout PrometheusText, shows: (String) -> Bool) {
        let state = state.withLock { $0 }
        text.add(
            "sync_unreadable_values_total", .counter, "Values of the POS that could not be read.",
            Self.samples("field", state.unreadable, shows))
        text.add(
            "sync_incomplete_listings", .gauge,
            "Listings that the last run could not prove whole, by location.",
            Self.samples("listing", state.incomplete, shows))
    }

    /// The part of a run that reads a listing.
    private static func kind(of listing: String) -> SyncKind {
        switch listing {
        case "brands", "categories", "vendors", "location": .metadata
        case "inventory": .products
        default: SyncKind(rawValue: listing) ?? .products
        }
    }

    private static func samples(
        _ label: String, _ values: [String: [String: Int]], _ shows: (String) -> Bool
    ) -> [PrometheusText.Sample] {
        values.sorted { $0.key < $1.key }.filter { shows($0.key) }.flatMap { org, counts in
            counts.sorted { $0.key < $1.key }.map { key, count in
                PrometheusText.Sample(
                    labels: [("org", org), (label, key)], value: UInt64(clamping: count))
            }
        }
    }
}
