import FirestoreModel
import MirrorClient
import Randomness
import TestSupport

/// A closed store of several logs and tables, whose copies are damaged, and all that it answers.
final class IntactStore {
    /// Bytes of a document's body: what makes tables and logs of a few megabytes.
    static let bodyBytes = 6_000

    let scene: Scene
    let ledger = Ledger()
    private(set) var picture = Picture()
    /// Whether it was killed at last, so that the newest log may have a torn end.
    private(set) var wasKilled = false

    init(_ settings: TortureSettings, seed: UInt64) throws {
        scene = try Scene(settings, seed: seed)
        do {
            try build(SeededRandom(seed: seed, stream: 2, index: 0))
        } catch {
            scene.close()
            throw error
        }
    }

    private func build(_ seeded: SeededRandom) throws {
        var random = seeded
        try start()
        try scene.prepare()
        try scene.connected(database: Scene.database) { try Transfers.open($0) }
        for part in 0..<3 {
            if part > 0 { try start() }
            try write(part, random.between(40, 90), &random)
            if part == 1, random.chance(1, of: 2) {
                _ = try scene.connected { try $0.compact() }
                try write(part + 10, random.between(10, 40), &random)
            }
            if part == 2 { picture = try Picture(scene) }
            wasKilled = random.chance(3, of: 4)
            let finds = wasKilled ? scene.kill() : scene.stop()
            if let find = finds.first { throw Scene.CannotPrepare(description: find.text) }
        }
    }

    private func start() throws {
        if let find = try scene.start().finds.first {
            throw Scene.CannotPrepare(description: find.text)
        }
    }

    /// One step after another, so that the order of acknowledgements is that of the commits.
    private func write(_ part: Int, _ steps: Int, _ random: inout SeededRandom) throws {
        let own = try scene.connect(database: Scene.database)
        let main = try scene.connect()
        defer {
            own.close()
            main.close()
        }
        let seed = scene.seed
        var cells = CellWriter(
            ledger, seed: seed, kind: .plain, writer: 0, cells: 60, bodyBytes: Self.bodyBytes,
            round: part)
        var rules = CellWriter(ledger, seed: seed, kind: .rule, writer: 0, cells: 5, round: part)
        var transfers = Transfers(ledger, seed: seed, writer: 0, round: part)
        var syncs = Syncs(ledger, seed: seed, pos: scene.pos, isUnruly: false, round: part)
        for _ in 0..<steps {
            switch random.below(12) {
            case 0: try rules.step(main)
            case 1: try transfers.step(own)
            case 2: try syncs.step(main)
            default: try cells.step(own)
            }
        }
    }
}
