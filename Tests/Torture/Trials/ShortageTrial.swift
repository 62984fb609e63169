import FirestoreModel
import MirrorClient
import Randomness

/// Few descriptors, or little memory with large documents and scans: calls may be refused, the
/// daemon may not end, and nothing acknowledged is lost.
struct ShortageTrial: Trial {
    let scene: Scene
    let ledger = Ledger()
    private let copies = Upkeep.Copies()
    private var random: SeededRandom
    var result: TrialResult
    private let bodyBytes: Int

    static func run(
        _ mode: TortureMode, _ settings: TortureSettings, seed: UInt64
    ) throws -> TrialResult {
        var trial = try ShortageTrial(mode, settings, seed)
        return trial.finished {
            try mode == .fds ? $0.performWithFewDescriptors() : $0.performWithLittleMemory()
        }
    }

    private init(_ mode: TortureMode, _ settings: TortureSettings, _ seed: UInt64) throws {
        scene = try Scene(settings, seed: seed)
        random = SeededRandom(seed: seed, stream: 5, index: 0)
        result = TrialResult(mode, seed: seed)
        bodyBytes = mode == .fds ? 6_000 : 100_000
    }

    // MARK: - Descriptors

    private mutating func performWithFewDescriptors() throws {
        let limit = random.between(20, 60)
        result.harm = "ulimit -n \(limit)"
        // What it is to keep is made while there are enough.
        result.finds += try scene.start().finds
        guard result.finds.isEmpty else { return }
        try scene.prepare()
        try scene.connected(database: Scene.database) { try Transfers.open($0) }
        result.finds += scene.stop()
        scene.callSeconds = TortureLimits.shortCallSeconds
        let started = try scene.start(limits: "ulimit -n \(limit);")
        if case .refused(_, let said) = started {
            result.ending = .refused
            if said.isEmpty { result.finds.append(Find(.silent, "refused without a word")) }
            return
        }
        result.finds += started.finds
        guard result.finds.isEmpty else { return }
        harm()
        scene.callSeconds = TortureLimits.callSeconds
        guard result.finds.isEmpty else { return }
        result.finds += try scene.start().finds
        guard result.finds.isEmpty else { return }
        try checkAll()
    }

    /// Load with more connections than there are descriptors for.
    private mutating func harm() {
        let load = Load.everything(scene, ledger, copies, round: 0, bodyBytes: bodyBytes)
        var idle: [MirrorClient] = []
        for _ in 0..<random.below(60) {
            guard let client = try? scene.connect() else { break }
            idle.append(client)
        }
        load.waitForWrites(random.between(20, 300))
        let end = scene.victim?.endSoFar
        idle.forEach { $0.close() }
        if end == nil, random.chance(1, of: 2) {
            result.finds += scene.stop()
        } else {
            result.finds += scene.kill()
        }
        load.stop()
        scene.pos.setFailRate(0)
        scene.pos.truncate("/inventory/search", afterBytes: nil)
    }

    // MARK: - Memory

    private mutating func performWithLittleMemory() throws {
        result.harm = "--memory 16, documents of \(bodyBytes / 1000) KB"
        result.finds += try scene.start().finds
        guard result.finds.isEmpty else { return }
        try scene.prepare()
        let load = Load(scene, ledger)
        for writer in 0..<2 {
            load.run(
                CellWriter(
                    ledger, seed: scene.seed, kind: .plain, writer: writer, cells: 60,
                    bodyBytes: bodyBytes))
        }
        load.waitForWrites(random.between(40, 80), milliseconds: 5_000)
        for reader in 0..<3 { load.run(Scans(seed: scene.seed, reader: reader)) }
        var peak = 0
        for _ in 0..<random.between(20, 50) {
            load.wait(microseconds: 50_000)
            peak = max(peak, scene.victim?.residentBytes ?? 0)
        }
        load.stop()
        result.harm += ", \(peak >> 20) MB at most"
        if peak >> 20 > TortureLimits.smallMegabytes {
            result.finds.append(
                Find(.silent, "--memory 16 took \(peak >> 20) MB under scans, refusing nothing"))
        }
        result.finds += scene.kill()
        guard result.finds.allSatisfy({ $0.kind != .crash }) else { return }
        result.finds += try scene.start().finds
        try checkAll()
    }

    private mutating func checkAll() throws {
        var check = StoreCheck(scene, ledger, bodyBytes: bodyBytes)
        check.run()
        result.finds += check.finds
    }
}

/// Reads everything, sorted and not, again and again.
struct Scans: Actor {
    private var random: SeededRandom

    init(seed: UInt64, reader: Int) {
        random = SeededRandom(seed: seed, stream: 71, index: reader)
    }

    var database: String { Scene.database }

    mutating func step(_ client: MirrorClient) throws(MirrorClientError) {
        do throws(MirrorClientError) {
            switch random.below(3) {
            case 0: _ = try client.all(StoreCheck.cellsPath)
            case 1:
                let query = StructuredQuery(collection: "cells", orderBy: [QueryOrder("body")])
                try client.query(query, below: .root) { _ in }
            default:
                let query = StructuredQuery(
                    collection: "cells", where: .where("n", .notEqual, -1),
                    orderBy: [QueryOrder("n", descending: true), QueryOrder("body")])
                try client.query(query, below: .root) { _ in }
            }
        } catch {
            if error.isLost { throw error }
        }
    }
}
