import Glibc
import MirrorClient
import Randomness
import TestSupport

/// The wall clock steps forwards and back under load. ClockSteps.c is loaded into the
/// daemon for that.
struct ClockTrial: Trial {
    let scene: Scene
    let ledger = Ledger()
    private let listener = ListenProbe()
    private var random: SeededRandom
    var result: TrialResult

    static func run(_ settings: TortureSettings, seed: UInt64) throws -> TrialResult {
        guard let shim = BuiltProgram.path("libClockSteps.so") else {
            return untried(.clock, seed: seed, "there is no libClockSteps.so beside this program")
        }
        var trial = try ClockTrial(settings, seed)
        return trial.finished { try $0.perform(shim) }
    }

    private init(_ settings: TortureSettings, _ seed: UInt64) throws {
        scene = try Scene(settings, seed: seed)
        random = SeededRandom(seed: seed, stream: 8, index: 0)
        result = TrialResult(.clock, seed: seed)
    }

    private mutating func perform(_ shim: String) throws {
        let offsets = "\(scene.directory)/offset"
        try write("0", to: offsets)
        let environment = ["LD_PRELOAD=\(shim)", "CLOCK_OFFSET_FILE=\(offsets)"]
        guard try starts(environment) else { return }
        try scene.prepare()
        try scene.connected(database: Scene.database) { try Transfers.open($0) }
        let steps = random.between(2, 5)
        for round in 0..<steps {
            let seconds = [86_400, -86_400, 3_600, -3_600, 40 * 86_400, -400 * 86_400, 0]
            let offset = seconds[random.below(seconds.count)]
            result.harm += " \(offset) s"
            listener.start(scene)
            let load = work(round)
            load.waitForWrites(random.between(5, 60))
            try write("\(offset)", to: offsets)
            load.waitForWrites(random.between(5, 60))
            if random.chance(1, of: 2) {
                result.finds += scene.kill()
                load.stop()
                listener.stop()
                guard try starts(environment) else { return }
            } else {
                load.stop()
                listener.stop()
            }
            var check = StoreCheck(scene, ledger)
            check.run(listener: listener)
            result.finds += check.finds
            guard result.finds.isEmpty else { return }
        }
        for (refusal, count) in ledger.snapshot.refusals where !refusal.contains("UNAVAILABLE") {
            result.finds.append(Find(.silent, "\(count) writes were refused: \(refusal)"))
        }
    }

    private func work(_ round: Int) -> Load {
        let load = Load(scene, ledger)
        let seed = scene.seed
        load.run(
            CellWriter(ledger, seed: seed, kind: .plain, writer: 0, cells: 20, round: round))
        load.run(CellWriter(ledger, seed: seed, kind: .rule, writer: 0, cells: 5, round: round))
        load.run(Transfers(ledger, seed: seed, writer: 0, round: round))
        load.run(Syncs(ledger, seed: seed, pos: scene.pos, isUnruly: false, round: round))
        return load
    }

    private mutating func starts(_ environment: [String]) throws -> Bool {
        let finds = try scene.start(environment: environment).finds
        result.finds += finds
        return finds.isEmpty
    }
}
