import LinuxSystem
import MirrorClient
import Randomness

/// SIGKILL under load, at a random moment, perhaps again while the store opens; then every promise.
struct KillTrial: Trial {
    let scene: Scene
    let ledger = Ledger()
    private let copies = Upkeep.Copies()
    private let listener = ListenProbe()
    private let menu = MenuProbe()
    private var random: SeededRandom
    var result: TrialResult

    static func run(_ settings: TortureSettings, seed: UInt64) throws -> TrialResult {
        var trial = try KillTrial(settings, seed)
        return trial.finished { try $0.perform() }
    }

    private init(_ settings: TortureSettings, _ seed: UInt64) throws {
        scene = try Scene(settings, seed: seed)
        random = SeededRandom(seed: seed, stream: 1, index: 0)
        result = TrialResult(.kill, seed: seed)
    }

    private mutating func perform() throws {
        guard try starts() else { return }
        try scene.prepare()
        try scene.connected(database: Scene.database) { client in try Transfers.open(client) }
        let rounds = random.between(1, 3)
        result.harm = "\(rounds) kills"
        for round in 0..<rounds {
            try harm(round)
            guard try starts() else { return }
            var check = StoreCheck(scene, ledger)
            check.run(listener: listener)
            result.finds += check.finds
            if !result.finds.isEmpty { return }
        }
        if let copy = copies.all.last, random.chance(1, of: 2) { try checkCopy(copy) }
    }

    private mutating func starts() throws -> Bool {
        let finds = try scene.start().finds
        result.finds += finds
        return finds.isEmpty
    }

    private mutating func harm(_ round: Int) throws {
        listener.start(scene)
        menu.start(scene)
        let load = Load.everything(scene, ledger, copies, round: round)
        load.waitForWrites(random.between(1, 150))
        load.wait(microseconds: random.below(5_000))
        result.finds += scene.kill()
        load.stop()
        listener.stop()
        result.finds += menu.stop()
        scene.pos.setFailRate(0)
        scene.pos.truncate("/inventory/search", afterBytes: nil)
        guard random.chance(1, of: 3) else { return }
        // Killed again while it opens.
        try scene.launch()
        Load.pause(milliseconds: random.below(200))
        result.finds += scene.kill()
        result.harm += ", again while it opens"
    }
}

extension Load {
    /// Every kind of work at once.
    static func everything(
        _ scene: Scene, _ ledger: Ledger, _ copies: Upkeep.Copies, in directory: String? = nil,
        round: Int, bodyBytes: Int = 0
    ) -> Load {
        let seed = scene.seed
        let load = Load(scene, ledger)
        for writer in 0..<2 {
            load.run(
                CellWriter(
                    ledger, seed: seed, kind: .plain, writer: writer, cells: 20,
                    bodyBytes: bodyBytes, round: round))
            load.run(Transfers(ledger, seed: seed, writer: writer, round: round))
        }
        load.run(CellWriter(ledger, seed: seed, kind: .rule, writer: 0, cells: 6, round: round))
        load.run(Syncs(ledger, seed: seed, pos: scene.pos, isUnruly: true, round: round))
        load.run(
            Upkeep(
                ledger, seed: seed, directory: directory ?? scene.directory, copies: copies,
                round: round))
        return load
    }

    /// Waits whether anybody is left or not.
    static func pause(milliseconds: Int) {
        let deadline = SystemClock.monotonicNanoseconds() + UInt64(milliseconds) * 1_000_000
        let nobody = Monitor(())
        _ = nobody.wait(untilNanoseconds: deadline) { _ in nil as Bool? }
    }
}

extension Scene {
    /// The result with what is the same in every trial; the directory goes, or is kept.
    func finished(_ result: TrialResult, _ ledger: Ledger) -> TrialResult {
        var result = result
        result.acknowledged = ledger.acknowledged
        let keeps = settings.keep != nil && !result.finds.isEmpty
        close(keeping: keeps)
        if keeps { result.keptAt = directory }
        return result
    }
}
