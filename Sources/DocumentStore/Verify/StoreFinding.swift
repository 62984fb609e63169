import FirestoreModel
import RocksStore

/// One fault of a store.
package struct StoreFinding: Equatable, Sendable {
    /// What kind of fault it is; repairs decide by it.
    package enum Kind: String, Sendable, CaseIterable {
        /// Bytes that do not decode.
        case damaged
        /// Keys that the tables cannot give back.
        case unreadable
        /// Something that follows from a document is not there, or a document of which something
        /// says that it was written.
        case missing
        /// Something that follows from no document.
        case surplus
        /// Something that is not what follows from the document.
        case differs
        /// Numbers that contradict each other.
        case contradicts
        /// What could not be compared: neither right nor wrong.
        case unchecked
    }

    package let kind: Kind
    package let family: ColumnFamily
    /// The document that it concerns; nil if none, or unknown.
    package let document: ResourcePath?
    /// The id of the document where the rest of its path is not known; it may be a person's.
    package let documentID: String?
    /// Of a range: the document before which it ends; `document` is the one behind which it begins.
    package internal(set) var until: ResourcePath?
    /// The part of it, or what it is where it is no document's.
    package let place: String
    /// What is wrong, without values of documents.
    package let words: String

    package init(
        _ kind: Kind, _ family: ColumnFamily, of document: ResourcePath? = nil,
        id documentID: String? = nil, _ place: String, _ words: String
    ) {
        self.kind = kind
        self.family = family
        self.document = document
        self.documentID = documentID
        self.place = place
        self.words = words
    }
}

/// The faults found, up to a limit, and counts of all.
package struct StoreFindings: Equatable, Sendable {
    package private(set) var list: [StoreFinding] = []
    /// All of each kind in each family, also those that are not listed.
    package private(set) var counts: [ColumnFamily: [StoreFinding.Kind: Int]] = [:]
    /// Whether some of the counts are lower bounds.
    package private(set) var isAtLeast = false
    private let limit: Int

    package init(limit: Int = DocumentStoreLimits.findingsListed) { self.limit = limit }

    /// Everything that was found.
    package var count: Int { counts.values.reduce(0) { $0 + $1.values.reduce(0, +) } }
    package var isEmpty: Bool { counts.isEmpty }

    package func count(_ family: ColumnFamily) -> Int {
        counts[family]?.values.reduce(0, +) ?? 0
    }

    package func count(_ family: ColumnFamily, _ kind: StoreFinding.Kind) -> Int {
        counts[family]?[kind] ?? 0
    }

    package mutating func add(_ finding: StoreFinding) {
        counts[finding.family, default: [:]][finding.kind, default: 0] += 1
        if list.count < limit { list.append(finding) }
    }

    /// Counts `count` more that are not told apart, at least.
    mutating func addUnlisted(_ count: Int, _ family: ColumnFamily) {
        precondition(count > 0, "a difference is one of something")
        counts[family, default: [:]][.differs, default: 0] += count
        isAtLeast = true
    }
}

/// What was read and found.
package struct StoreVerification: Equatable, Sendable {
    package var findings: StoreFindings
    /// Keys read of each family.
    package var keys: [ColumnFamily: Int] = [:]
    package var documentBytes = 0
    /// The last commit, as `meta` has it; 0 where it cannot be read.
    package var commit: UInt64 = 0

    package init(findingsListed: Int = DocumentStoreLimits.findingsListed) {
        findings = StoreFindings(limit: findingsListed)
    }
}

/// How far a verification is.
package struct VerifyStep: Equatable, Sendable {
    package let family: ColumnFamily
    /// Keys read in this pass.
    package let done: Int
    /// All of the family, estimated.
    package let total: Int
    /// Whether faults that were counted before are being named.
    package let isNaming: Bool
}
