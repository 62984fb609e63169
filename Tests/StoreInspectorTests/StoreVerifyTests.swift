import Catalog
import DocumentStore
import FirestoreModel
import Glibc
import LinuxSystem
import Randomness
import RocksStore
import StatusCodes
import TestSupport
import Testing

@testable import StoreInspector

/// Damage that is written below the store is found by path, and mended.
@Suite struct StoreVerifyTests {
    private static let items = "tenants/acme/publicViews/products/items"

    /// One way to damage a store: the family, the beginning of the key's bytes or text, what
    /// becomes of the value, and what a line of the findings says.
    struct Damage: CustomTestStringConvertible, Sendable {
        let name: String
        let family: ColumnFamily
        let key: String
        let change: @Sendable ([UInt8]) -> [UInt8]?
        let words: [String]
        var isLost = false
        var testDescription: String { name }
    }

    static let damages: [Damage] = [
        Damage(
            name: "documentOfAFewBytes", family: .documents, key: "\u{2}alleaves_1003",
            change: { _ in [1, 2, 3] },
            words: ["documents: \(items)/alleaves_1003", "record of 3 bytes"], isLost: true),
        Damage(
            name: "documentCutShort", family: .documents, key: "acme_alleaves_1004",
            change: { $0.dropLast(3) },
            words: ["documents: products/acme_alleaves_1004", "do not decode"], isLost: true),
        Damage(
            name: "documentGone", family: .documents, key: "\u{2}alleaves_1005",
            change: { _ in nil },
            words: ["documents: \(items)/alleaves_1005", "it is not there"], isLost: true),
        Damage(
            name: "documentOfAnotherTime", family: .documents, key: "\u{2}alleaves_1006",
            change: { bytes in
                var bytes = bytes
                bytes[9] ^= 0x40
                return bytes
            }, words: ["documents: \(items)/alleaves_1006", "behind the store's last commit"],
            isLost: true),
        Damage(
            name: "rowGone", family: .columns, key: "alleaves_1007", change: { _ in nil },
            words: ["columns: \(items)/alleaves_1007, row: it is missing"]),
        Damage(
            name: "rowOfAnotherPrice", family: .columns, key: "alleaves_1007",
            change: { bytes in
                var bytes = bytes
                bytes[2] ^= 1
                return bytes
            }, words: ["columns: \(items)/alleaves_1007, row: it is not what the document says"]),
        Damage(
            name: "rowCutShort", family: .columns, key: "alleaves_1007",
            change: { $0.dropLast(7) },
            words: ["columns: \(items)/alleaves_1007, row: it is not what the document says"]),
        Damage(
            name: "storeRowGone", family: .columns, key: "west\u{0}\u{1}alleaves_1008",
            change: { _ in nil },
            words: ["columns: \(items)/alleaves_1008, row at west: it is missing"]),
        Damage(
            name: "indexEntryGone", family: .indexes, key: "n1", change: { _ in nil },
            words: ["indexes: tenants/acme/notes/n1, entry of index", "it is missing"]),
        Damage(
            name: "indexEntryDamaged", family: .indexes, key: "n1", change: { _ in [] },
            words: ["indexes: ", "malformed entry"]),
        Damage(
            name: "changeRecordDamaged", family: .changes, key: "alleaves_1009",
            change: { $0.dropLast(2) }, words: ["changes: commit ", "entries"]),
        Damage(
            name: "changeRecordGone", family: .changes, key: "alleaves_1009",
            change: { _ in nil },
            words: ["alleaves_1009: the change log has no record of its last change"]),
        Damage(
            name: "commitDamaged", family: .meta, key: "commit", change: { _ in [1, 2] },
            words: ["meta: commit"], isLost: true),
        Damage(
            name: "formatGone", family: .meta, key: "format", change: { _ in nil },
            words: ["meta: format: it is missing"]),
        Damage(
            name: "ruleRecordDamaged", family: .columns, key: "alleaves_8",
            change: { _ in [9, 9] },
            words: ["columns: tenants/acme/discounts/alleaves_8", "damaged"], isLost: true),
        Damage(
            name: "rulesTimeDamaged", family: .columns, key: "\u{2}acme", change: { _ in [1] },
            words: ["columns: tenants/acme, time of its rules' last change"]),
    ]

    @Test func aWholeStoreHasNoFaults() throws {
        try withDamagedShelf { shelf in
            #expect(try shelf.verify() == [])
            let plan = try StoreRepair(ClosedStore(shelf.path)) { _ in }.plan()
            #expect(plan.isClean && plan.kept == nil)
            let applied = try shelf.repair()
            #expect(applied.isClean && applied.kept == nil)
            #expect(try shelf.stored() == shelf.documents)
        }
    }

    @Test(arguments: damages) func damageIsFoundByPathAndMended(_ damage: Damage) throws {
        try withDamagedShelf { shelf in
            let text = Array(damage.key.utf8)
            let pair = try #require(
                try shelf.pairs(damage.family).first { pair in
                    Self.contains(damage.family == .changes ? pair.value : pair.key, text)
                })
            try shelf.write(damage.family, pair.key, damage.change(pair.value))
            let problems = try shelf.verify()
            #expect(
                problems.contains { line in damage.words.allSatisfy(line.contains) },
                "\(problems)")
            let files = names(in: shelf.path).sorted()
            let plan = try StoreRepair(ClosedStore(shelf.path)) { _ in }.plan()
            #expect(plan.faultCount == problems.count && plan.kept == nil)
            #expect(names(in: shelf.path).sorted() == files)
            let report = try shelf.repair()
            #expect((report.lostCount > 0) == damage.isLost, "\(report.lost)")
            #expect(report.lost == plan.lost)
            let kept = try #require(report.kept)
            // A refusal names the directory in the command to go on.
            let moved = problems.map { $0.replacing(shelf.path, with: kept) }
            #expect(try ClosedStore(kept).verify().problems == moved)
            #expect(try shelf.verify() == [])
            #expect(try shelf.contradictions(report) == [])
        }
    }

    /// What the logs lose is an operator's choice.
    @Test func aCommitBelowTheAcknowledgedOneIsForRecover() throws {
        try withDamagedShelf { shelf in
            let earlier: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 3, 0, 1, 0, 0, 0, 0, 0, 0]
            try shelf.write(.meta, Array("commit".utf8), earlier)
            #expect(try shelf.verify().contains { $0.contains("posmirror recover") })
            let error = try #require(throws: Status.self) { _ = try shelf.repair() }
            #expect(error.fault == .corruption && error.message.contains("posmirror recover"))
            let recoverer = try StoreRecoverer(shelf.path)
            #expect(recoverer.commits == 3...3 && recoverer.damage != nil)
            #expect(recoverer.lost(at: 3).map { $0 > 40 } == true)
            _ = try recoverer.recover(to: 3)
            let report = try shelf.repair()
            #expect(report.lost.contains { $0.contains("when it was written is not known") })
            #expect(try shelf.verify() == [])
        }
    }

    /// A daemon could not open what somebody else made.
    @Test(.enabled(if: SystemProcess.uid == 0)) func anotherUsersStoreIsNotRepaired() throws {
        try withDamagedShelf(products: 2) { shelf in
            try shelf.write(.documents, [1], [1])
            #expect(chown(shelf.path, 65_534, 65_534) == 0)
            let error = try #require(throws: Status.self) { _ = try shelf.repair() }
            #expect(error.fault == .failedPrecondition && error.message.contains("user 65534"))
            #expect(try shelf.verify().count == 1)
        }
    }

    private static func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        guard bytes.count >= part.count else { return false }
        return (0...(bytes.count - part.count)).contains { bytes[$0...].starts(with: part) }
    }

    /// Whatever is damaged, it is found; and afterwards every document is as it was committed, or
    /// listed as lost.
    @Test(arguments: Seeds.of(Array(1...12) as [UInt64]))
    func damageOfAnyKindIsFoundAndMended(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        try withDamagedShelf(products: 10) { shelf in
            let families = ColumnFamily.allCases.filter { $0 != .meta }
            var expected = 0
            for _ in 0...random.below(3) {
                let family = families[random.below(families.count)]
                let pairs = try shelf.pairs(family)
                let (key, value) = pairs[random.below(pairs.count)]
                let new = Self.damaged(value, &random)
                // Beginning a time earlier, or history, is nothing that anything else tells.
                guard new != value, Self.isTold(family, key, value, new) else { continue }
                expected += 1
                try shelf.write(family, key, new)
            }
            let problems = try shelf.verify()
            #expect((problems.isEmpty) == (expected == 0), "\(problems)")
            let report = try shelf.repair()
            #expect(try shelf.verify() == [])
            #expect(try shelf.contradictions(report) == [])
        }
    }

    private static func damaged(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8]? {
        guard !bytes.isEmpty else { return [7] }
        var copy = bytes
        switch random.below(3) {
        case 0: return nil
        case 1: copy.removeLast(1 + random.below(copy.count))
        default: copy.removeFirst(1 + random.below(min(8, copy.count)))
        }
        return copy
    }

    /// Whether damage of the value can be told from what else is stored.
    private static func isTold(
        _ family: ColumnFamily, _ key: [UInt8], _ value: [UInt8], _ new: [UInt8]?
    ) -> Bool {
        switch family {
        // What price history was, nothing else says: that it decodes is all there is to check.
        case .columns: key.first == 1 || key.first == 5
        // Of a record all of whose documents changed again nothing is missed.
        case .changes: new != nil
        case .documents, .indexes, .meta: true
        }
    }
}
