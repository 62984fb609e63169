import FirestoreModel
import PointOfSale

/// How the last run of each kind went, in the field `kinds` of a tenant's status: a run of one kind
/// says nothing of what another one found, so its success does not end another's failure.
struct KindStatus: Equatable {
    /// By ``SyncKind``: status, error, incomplete.
    private(set) var kinds: Fields

    /// - Parameter stored: the status document as it is; nil where there is none.
    init(stored: Fields?) { kinds = stored?["kinds"]?.mapValue ?? Fields() }

    /// Notes what a run found, of every kind that it was of.
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
            kinds[kind.rawValue] = .map([
                "error": error.isEmpty ? .null : .string(IntegrationStatusDocument.cut(error)),
                "incomplete": .array(own.map(incomplete)),
                "status": .string(status),
            ])
        }
    }

    /// The worst of them.
    var status: String {
        let all = entries.compactMap { $0.fields["status"]?.stringValue }
        return ["error", "suspicious"].first { all.contains($0) } ?? "success"
    }

    /// The failures of all kinds; nil without any.
    var error: String? {
        let errors = entries.compactMap { entry in
            entry.fields["error"]?.stringValue.map { "\(entry.kind.rawValue): \($0)" }
        }
        return errors.isEmpty ? nil : IntegrationStatusDocument.cut(errors.joined(separator: "; "))
    }

    /// What of all kinds was not whole.
    var incomplete: [Value] {
        entries.flatMap { $0.fields["incomplete"]?.arrayValue ?? [] }
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
