import Sync
import Synchronization

/// Counts of what runs found that cannot be read or is not whole.
final class SyncMetrics: Sendable {
    private struct State {
        /// Values that could not be read since the start, by tenant and field.
        var unreadable: [String: [String: Int]] = [:]
        /// Listings that the last run which asked for them found not whole, by tenant, and how
        /// many locations that is.
        var incomplete: [String: [String: Int]] = [:]
    }

    private let state = Mutex(State())

    /// Takes in a run that ended.
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

    /// Adds the families; of the tenants that `shows` lets pass.
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
