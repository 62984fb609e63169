import Sync
import Synchronization

/// What runs found that cannot be read or is not whole, in the text format of Prometheus.
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

    /// The families; of the tenants that `shows` lets pass.
    func text(shows: (String) -> Bool) -> String {
        let state = state.withLock { $0 }
        return Self.family(
            "sync_unreadable_values_total", "counter", "field",
            "Values of the POS that could not be read.", state.unreadable, shows)
            + Self.family(
                "sync_incomplete_listings", "gauge", "listing",
                "Listings that the last run could not prove whole, by location.",
                state.incomplete, shows)
    }

    /// The part of a run that reads a listing.
    private static func kind(of listing: String) -> SyncKind {
        switch listing {
        case "brands", "categories", "vendors", "location": .metadata
        case "inventory": .products
        default: SyncKind(rawValue: listing) ?? .products
        }
    }

    private static func family(
        _ name: String, _ type: String, _ label: String, _ help: String,
        _ values: [String: [String: Int]], _ shows: (String) -> Bool
    ) -> String {
        var out = "# HELP posmirror_\(name) \(help)\n# TYPE posmirror_\(name) \(type)\n"
        for (org, counts) in values.sorted(by: { $0.key < $1.key }) where shows(org) {
            for (key, count) in counts.sorted(by: { $0.key < $1.key }) {
                out += "posmirror_\(name){org=\"\(escaped(org))\","
                out += "\(label)=\"\(escaped(key))\"} \(count)\n"
            }
        }
        return out
    }

    private static func escaped(_ value: String) -> String {
        var out = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": out += "\\\\"
            case "\"": out += "\\\""
            case "\n": out += "\\n"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
