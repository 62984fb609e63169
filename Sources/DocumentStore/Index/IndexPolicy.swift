import FirestoreModel
import Ordering

/// Which fields of which collections have an index. A store opened under another policy rebuilds
/// its indexes.
public struct IndexPolicy: Equatable, Sendable {
    /// What is indexed of a collection's documents.
    public enum Coverage: Equatable, Sendable {
        /// Every field, also those inside maps (single-field indexes).
        case all
        case none
        /// These fields and their subfields.
        case only([FieldPath])
        /// Every field except these and their subfields.
        case except([FieldPath])
    }

    private struct Rule: Equatable, Sendable {
        /// Segments of a collection path; `*` matches any one segment.
        let pattern: [String]
        let rule: IndexRule
        /// The rule as text, for ``fingerprint``.
        let text: String
    }

    private var rules: [Rule] = []

    /// Indexes everything, as Firestore does.
    public static let all = IndexPolicy()

    public init() {}

    /// Sets the coverage of the collections matching `pattern`, such as `tenants/*/orders`. The
    /// first rule that matches a collection counts.
    public mutating func set(_ coverage: Coverage, at pattern: String) {
        let rule: IndexRule =
            switch coverage {
            case .all: .all
            case .none: .none
            case .only(let paths): .only(paths)
            case .except(let paths): .except(paths)
            }
        rules.append(
            Rule(
                pattern: pattern.split(separator: "/").map(String.init), rule: rule,
                text: "\(pattern) \(Self.text(coverage))"))
    }

    func rule(forCollection path: ResourcePath) -> IndexRule {
        rules.first { Self.matches($0.pattern, path.segments) }?.rule ?? .all
    }

    /// A hash of the rules, stored to detect a change of policy.
    var fingerprint: UInt64 {
        let text = Array(rules.map(\.text).joined(separator: "\n").utf8)
        return text.withUnsafeBytes { IndexHash.of($0) }
    }

    private static func matches(_ pattern: [String], _ ids: [String]) -> Bool {
        pattern.count == ids.count
            && zip(pattern, ids).allSatisfy { $0 == "*" || ByteOrder.equal($0, $1) }
    }

    private static func text(_ coverage: Coverage) -> String {
        switch coverage {
        case .all: "all"
        case .none: "none"
        case .only(let paths): "only \(paths.map(\.description))"
        case .except(let paths): "except \(paths.map(\.description))"
        }
    }
}
