import FirestoreModel
import MirrorTree
import PointOfSale

/// The result of the last run of each kind, in the field `kinds` of a tenant's status: the success
/// of one kind does not clear the failure of another.
struct KindStatus: Equatable {
    /// By ``SyncKind``: status, error, incomplete.
    private(set) var kinds: Fields

    /// - Parameter stored: the current status document; nil where there is none.
    init(stored: Fields?) { kinds = stored?[StatusField.kinds]?.mapValue ?? Fields() }

    /// Records the results of a run for every kind that it included.
    mutating func take(_ report: SyncReport, incomplete: (IncompleteListing) -> Value) {
        let parts: [(SyncKind, Bool, String)] =
            report.kind == .org
            ? report.parts.map { ($0.kind, $0.success, $0.error) }
            : [(report.kind, report.success, report.error)]
        for (kind, success, error) in parts {
            let own = report.incomplete.filter {
                report.kind != .org || Self.kind(ofListing: $0.listing) == kind
            }
            let status = success ? own.isEmpty ? "success" : "suspicious" : "error"
            let fields = Fields([
                (
                    KindStatusField.error,
                    error.isEmpty ? .null : .string(IntegrationStatusDocument.cut(error))
                ),
                (.incomplete, .array(own.map(incomplete))), (.status, .string(status)),
            ])
            kinds[kind.rawValue] = .map(fields)
        }
    }

    /// The worst status of all kinds.
    var status: String {
        let all = entries.compactMap { $0.fields[KindStatusField.status]?.stringValue }
        return ["error", "suspicious"].first { all.contains($0) } ?? "success"
    }

    /// The failures of all kinds; nil without any.
    var error: String? {
        let errors = entries.compactMap { entry in
            entry.fields[KindStatusField.error]?.stringValue.map { "\(entry.kind.rawValue): \($0)" }
        }
        return errors.isEmpty ? nil : IntegrationStatusDocument.cut(errors.joined(separator: "; "))
    }

    /// The incomplete listings of all kinds.
    var incomplete: [Value] {
        entries.flatMap { $0.fields[KindStatusField.incomplete]?.arrayValue ?? [] }
    }

    private var entries: [(kind: SyncKind, fields: Fields)] {
        SyncKind.allCases.compactMap { kind in
            kinds[kind.rawValue]?.mapValue.map { (kind, $0) }
        }
    }

    private static func kind(ofListing listing: String) -> SyncKind {
        switch listing {
        case "inventory": .products
        case "discounts": .discounts
        case "orders": .orders
        case "customers": .customers
        default: .metadata
        }
    }
}
