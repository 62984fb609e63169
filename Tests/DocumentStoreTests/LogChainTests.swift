import RocksStore
import Testing

@testable import DocumentStore

/// The rule of what may be missing, in tables. A log is a list of events: a commit, a batch
/// without one, damage, a torn end, or a jump in the sequence.
@Suite struct LogChainTests {
    enum Event {
        case commit(UInt64)
        /// A commit that notes which one was synced when it was written.
        case noting(UInt64, synced: UInt64)
        case changes
        case damage
        case torn
        case gap
        case back
    }

    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        var tables: UInt64 = 0
        var acknowledged: UInt64 = 0
        var synced: UInt64?
        var isOfThisBoot = true
        var isAtomic = true
        let logs: [[Event]]
        let reaches: UInt64
        /// The refused log by its place, nil for none; -1 for no log at all.
        var refused: Int?
        var lost: UInt64 = 0
    }

    static let cases: [Case] = [
        Case(testDescription: "nothing", logs: [], reaches: 0),
        Case(testDescription: "closed", tables: 7, acknowledged: 7, logs: [[]], reaches: 7),
        Case(
            testDescription: "killed", tables: 1, acknowledged: 4,
            logs: [[.commit(2), .changes, .commit(3)], [.commit(4), .commit(5)]], reaches: 5),
        Case(
            testDescription: "killed inside a write", acknowledged: 2,
            logs: [[.commit(1), .commit(2), .torn]], reaches: 2),
        Case(
            testDescription: "killed again while the torn log was recovered", acknowledged: 2,
            logs: [[.commit(1), .commit(2), .torn], [], [.changes]], reaches: 2),
        Case(
            testDescription: "killed after it was recovered, before it was deleted", tables: 2,
            acknowledged: 4, logs: [[.commit(1), .commit(2), .torn], [.commit(3), .commit(4)]],
            reaches: 4),
        Case(
            testDescription: "killed while obsolete logs were deleted, newest first", tables: 6,
            acknowledged: 8, logs: [[.commit(1), .commit(2)], [.gap, .commit(7), .commit(8)]],
            reaches: 8),
        Case(
            testDescription: "the newest acknowledged commit is cut", acknowledged: 3,
            logs: [[.commit(1), .commit(2), .torn]], reaches: 2, refused: 0, lost: 1),
        Case(
            testDescription: "damage of what nobody was told of", acknowledged: 2,
            logs: [[.commit(1), .commit(2), .damage]], reaches: 2),
        Case(
            testDescription: "damage in the middle", acknowledged: 5,
            logs: [[.commit(1), .damage, .gap, .commit(3), .commit(4), .commit(5)]], reaches: 1,
            refused: 0, lost: 4),
        Case(
            testDescription: "damage in the middle, and no mark",
            logs: [[.commit(1), .damage, .gap, .commit(3)]], reaches: 1, refused: 0, lost: 2),
        Case(
            testDescription: "damage before what is in the tables", tables: 3, acknowledged: 4,
            logs: [[.commit(1), .damage, .gap, .commit(3)], [.commit(4)]], reaches: 4),
        Case(
            testDescription: "the same where families may be in the tables one by one", tables: 3,
            acknowledged: 0, isAtomic: false,
            logs: [[.commit(1), .damage, .gap, .commit(3)], [.commit(4)]], reaches: 3, refused: 0,
            lost: 1),
        Case(
            testDescription: "a log in the middle is missing", acknowledged: 5,
            logs: [[.commit(1)], [.gap, .commit(4), .commit(5)]], reaches: 1, refused: 1, lost: 4),
        Case(
            testDescription: "the oldest log is missing", tables: 2, acknowledged: 6,
            logs: [[.commit(5), .commit(6)]], reaches: 2, refused: 0, lost: 4),
        Case(
            testDescription: "the newest log is missing", acknowledged: 4,
            logs: [[.commit(1), .commit(2)]], reaches: 2, refused: 0, lost: 2),
        Case(
            testDescription: "all logs are missing", tables: 2, acknowledged: 4, logs: [],
            reaches: 2, refused: -1, lost: 2),
        Case(
            testDescription: "a batch without a commit is missing", acknowledged: 2,
            logs: [[.commit(1), .gap, .commit(2)]], reaches: 1, refused: 0, lost: 1),
        Case(
            testDescription: "two logs change places", acknowledged: 4,
            logs: [[.gap, .commit(3), .commit(4)], [.back, .commit(1), .commit(2)]], reaches: 0,
            refused: 0, lost: 4),
        Case(
            testDescription: "an old log comes back", acknowledged: 3,
            logs: [[.commit(1), .commit(2), .commit(3)], [.back, .commit(1)]], reaches: 3,
            refused: 1),
        Case(
            testDescription: "power was lost without syncs", acknowledged: 6, synced: 2,
            isOfThisBoot: false,
            logs: [[.commit(1), .commit(2), .commit(3), .damage, .gap, .commit(5)]], reaches: 3),
        Case(
            testDescription: "power was lost, and a synced commit is not there", acknowledged: 6,
            synced: 4, isOfThisBoot: false, logs: [[.commit(1), .commit(2), .commit(3), .torn]],
            reaches: 3, refused: 0, lost: 3),
        Case(
            testDescription: "power was lost, and the mark had not been synced for a while",
            acknowledged: 2, isOfThisBoot: false,
            logs: [[.commit(1), .commit(2), .commit(3), .torn]],
            reaches: 3),
        Case(
            testDescription: "power was lost, with a hole among commits that were not synced",
            acknowledged: 2, isOfThisBoot: false,
            logs: [
                [.commit(1), .commit(2), .damage, .gap, .noting(4, synced: 2)],
                [.noting(5, synced: 2)],
            ], reaches: 2),
        Case(
            testDescription: "power was lost, and what is in the hole had been synced",
            acknowledged: 2, isOfThisBoot: false,
            logs: [
                [
                    .commit(1), .commit(2), .damage, .gap, .noting(4, synced: 2),
                    .noting(5, synced: 3),
                ]
            ], reaches: 2, refused: 0, lost: 3),
        Case(
            testDescription: "the same hole after a kill", acknowledged: 2,
            logs: [[.commit(1), .commit(2), .damage, .gap, .noting(4, synced: 2)]], reaches: 2,
            refused: 0, lost: 2),
        Case(
            testDescription: "power was lost under a program that noted nothing", acknowledged: 2,
            isOfThisBoot: false,
            logs: [[.commit(1), .commit(2), .damage, .gap, .commit(4)]], reaches: 2, refused: 0,
            lost: 2),
        Case(
            testDescription: "power was lost without syncs, and a hole is of before",
            acknowledged: 6, synced: 1, isOfThisBoot: false,
            logs: [[.commit(1), .damage, .gap, .noting(3, synced: 2)]], reaches: 1, refused: 0,
            lost: 5),
    ]

    @Test(arguments: cases)
    func onlyWhatACrashLeavesIsTolerated(_ example: Case) {
        var chain = LogChain(tables: example.tables, isAtomic: example.isAtomic)
        Self.follow(example.logs, &chain)
        #expect(chain.reachable == example.reaches)
        let damage = chain.damage(
            AcknowledgedMark.Content(
                acknowledged: example.acknowledged, synced: example.synced ?? example.acknowledged,
                isOfThisBoot: example.isOfThisBoot))
        #expect((damage == nil) == (example.refused == nil), "\(String(describing: damage))")
        guard let damage, let refused = example.refused else { return }
        #expect(damage.file == (refused < 0 ? "the newest log" : "log \(refused)"))
        #expect(damage.commit == example.reaches)
        #expect(damage.lost == example.lost)
    }

    /// A batch takes ten bytes and one sequence number.
    private static func follow(_ logs: [[Event]], _ chain: inout LogChain) {
        var sequence: UInt64 = 100
        for (index, log) in logs.enumerated() {
            chain.begin("log \(index)")
            var offset: UInt64 = 0
            for event in log {
                switch event {
                case .commit(let commit): add(commit)
                case .noting(let commit, let synced): add(commit, synced)
                case .changes: add(nil)
                case .damage: chain.damaged(LogDamage(offset: offset, kind: .checksum))
                case .torn: chain.damaged(LogDamage(offset: offset, kind: .torn))
                case .gap: sequence += 5
                case .back: sequence -= 50
                }
                func add(_ commit: UInt64?, _ synced: UInt64? = nil) {
                    chain.add(
                        batch(sequence), commit: commit, synced: synced, at: offset..<offset + 10)
                    sequence += 1
                    offset += 10
                }
            }
        }
    }

    private static func batch(_ sequence: UInt64) -> LoggedBatch {
        let bytes = withUnsafeBytes(of: sequence.littleEndian) { [UInt8]($0) }
        // One deletion of an empty key.
        return (bytes + [1, 0, 0, 0, 0, 0]).withUnsafeBytes { LoggedBatch($0) { _, _ in } }!
    }

    @Test func whatALossOfPowerTakesIsSaid() throws {
        var chain = LogChain(tables: 0, isAtomic: true)
        Self.follow([[.commit(1), .commit(2), .torn]], &chain)
        var mark = AcknowledgedMark.Content(acknowledged: 2, synced: 2)
        #expect(chain.hasRest && chain.loss(mark) == nil)
        mark.isOfThisBoot = false
        let torn = try #require(chain.loss(mark))
        #expect(torn.contains("behind commit 2 is not whole and is dropped; log 0, byte 20: "))
        mark.acknowledged = 7
        let lost = try #require(chain.loss(mark))
        #expect(lost.contains("with it 5 commits that were acknowledged without a sync"))
        var whole = LogChain(tables: 0, isAtomic: true)
        Self.follow([[], [.commit(1)]], &whole)
        #expect(!whole.hasRest && whole.loss(AcknowledgedMark.Content(isOfThisBoot: false)) == nil)
    }

    @Test func aMissingLogIsNamedByItsNumber() throws {
        var chain = LogChain(tables: 2, isAtomic: true)
        let mark = AcknowledgedMark.Content(acknowledged: 4, synced: 4, newestLog: 17)
        #expect(chain.damage(mark)?.file == "000017.log")
        chain.begin("000012.log")
        #expect(chain.damage(mark)?.file == "000017.log")
        #expect(StoreFiles.logName(1_234_567) == "1234567.log")
        #expect(StoreFiles.logNumber("000017.log") == 17)
        #expect(StoreFiles.logNumber("LOG.old.17") == nil)
    }

    @Test func whatIsKeptEndsBehindTheLastCommitBelowTheLimit() {
        let logs: [[Event]] = [
            [.commit(1), .changes, .commit(2)], [.commit(3), .changes], [.commit(4)],
        ]
        for (limit, kept) in [
            (UInt64(4), [30, 20, 10] as [UInt64]), (3, [30, 20]), (2, [30]), (1, [20]), (0, []),
        ] {
            var chain = LogChain(tables: 0, isAtomic: true, limit: limit)
            Self.follow(logs, &chain)
            #expect(chain.reachable == limit)
            let expected = kept.enumerated().map { ("log \($0.offset)", $0.element) }
            #expect(chain.kept == Dictionary(uniqueKeysWithValues: expected), "\(limit)")
        }
    }
}
