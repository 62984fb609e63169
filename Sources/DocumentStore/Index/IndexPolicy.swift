import FirestoreModel

/// Which fields of which collections have an index. A store opened with another policy than
/// before builds its indexes anew.
public struct IndexPolicy: Equatable, Sendable {
    /// What is indexed of a collection's documents.
    public enum Coverage: Equatable, Sendable {
        /// Every field by itself, also those inside maps.
        case all
        case none
        /// These fields and what is in them.
        case only([FieldPath])
        /// Every field but these and what is in them.
        case except([FieldPath])
    }

    private struct Rule: Equatable, Sendable {
        /// Ids of a collection's path; `*` stands for any one.
        let pattern: [String]
        let rule: IndexRule
        /// The rule as text, for ``fingerprint``.
        let text: String
    }

    private var rules: [Rule] = []

    /// Indexes everything, as Firestore does.
    public static let all = IndexPolicy()

    public init() {}

    /// The coverage of collections at `pattern`, such as `tenants/*/orders`, unless an earlier
    /// call has set it.
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

    /// Differs, for all that matters, between policies that index differently.
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
