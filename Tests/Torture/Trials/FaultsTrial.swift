import FirestoreModel
import MirrorClient
import MirrorMessages
import Randomness
import TestSupport

/// The disk fails under the daemon's feet: no space that it was told of or not, half writes, errors
/// of writes and syncs, no descriptors. DiskFaults.c is loaded into the daemon for that. Reads go
/// on, writes go on by themselves when the fault is over, and nothing acknowledged is lost.
struct FaultsTrial: Trial {
    let scene: Scene
    let ledger = Ledger()
    private var random: SeededRandom
    var result: TrialResult
    private static let faults = ["low", "full", "unseen", "short", "eio", "sync", "emfile"]
    private static let bodyBytes = 4_000

    static func run(_ settings: TortureSettings, seed: UInt64) throws -> TrialResult {
        guard let shim = BuiltProgram.path("libDiskFaults.so") else {
            return untried(.faults, seed: seed, "there is no libDiskFaults.so beside this program")
        }
        var trial = try FaultsTrial(settings, seed)
        return trial.finished { try $0.perform(shim) }
    }

    private init(_ settings: TortureSettings, _ seed: UInt64) throws {
        scene = try Scene(settings, seed: seed, products: 12)
        random = SeededRandom(seed: seed, stream: 9, index: 0)
        result = TrialResult(.faults, seed: seed)
    }

    private var control: String { "\(scene.directory)/fault" }

    private mutating func perform(_ shim: String) throws {
        try write("none", to: control)
        let environment = [
            "LD_PRELOAD=\(shim)", "DISK_FAULTS_PATH=/data", "DISK_FAULTS_CONTROL=\(control)",
        ]
        result.finds += try scene.start(environment: environment).finds
        guard result.finds.isEmpty else { return }
        try scene.prepare()
        try scene.connected(database: Scene.database) { try Transfers.open($0) }
        for round in 0..<random.between(1, 3) {
            let fault = Self.faults[random.below(Self.faults.count)]
            result.harm += (result.harm.isEmpty ? "" : ", ") + fault
            try harm(fault, round)
            guard result.finds.isEmpty else { return }
        }
        result.finds += random.chance(1, of: 2) ? scene.kill() : scene.stop()
        result.finds += try scene.start().finds
        guard result.finds.isEmpty else { return }
        check()
    }

    /// The fault begins and ends under load; then writes go on.
    private mutating func harm(_ fault: String, _ round: Int) throws {
        let load = work(round * 2)
        load.waitForWrites(random.between(5, 60))
        try write(fault, to: control)
        load.waitForRefusals(milliseconds: random.between(100, 600))
        load.stop()
        if let end = scene.victim?.endSoFar {
            result.finds.append(
                Find(.crash, "\(fault): \(end); \(scene.victim?.said.lastLines ?? "")"))
            return
        }
        if !scene.isReadable(milliseconds: 15_000) {
            result.finds.append(Find(.silent, "\(fault): nothing can be read for 15 s"))
        }
        try write("none", to: control)
        goOn(fault, round)
        check()
    }

    private mutating func goOn(_ fault: String, _ round: Int) {
        let before = ledger.acknowledged
        let time = Stopwatch()
        while ledger.acknowledged < before + 3, time.milliseconds < 30_000 {
            let load = work(round * 2 + 1)
            load.waitForWrites(before + 3 - ledger.acknowledged, milliseconds: 1_000)
            load.stop()
        }
        if ledger.acknowledged < before + 3 {
            result.finds.append(
                Find(.silent, "\(fault): writes do not go on by themselves within 30 s"))
        }
    }

    /// A daemon that opens its store anew is away for a moment, perhaps during a check.
    private mutating func check() {
        for attempt in 1...3 {
            _ = scene.isReadable(milliseconds: 15_000)
            var check = StoreCheck(scene, ledger, bodyBytes: Self.bodyBytes)
            check.run()
            if attempt == 3 || !check.wasInterrupted {
                result.finds += check.finds
                return
            }
        }
    }

    private func work(_ round: Int) -> Load {
        let load = Load(scene, ledger)
        let seed = scene.seed
        for writer in 0..<2 {
            load.run(
                CellWriter(
                    ledger, seed: seed, kind: .plain, writer: writer, cells: 30,
                    bodyBytes: Self.bodyBytes, round: round))
        }
        load.run(Transfers(ledger, seed: seed, writer: 0, round: round))
        load.run(CellWriter(ledger, seed: seed, kind: .rule, writer: 0, cells: 5, round: round))
        load.run(Syncs(ledger, seed: seed, pos: scene.pos, isUnruly: false, round: round))
        return load
    }
}

extension Scene {
    /// Whether documents can be listed, sooner or later: a daemon that opens its store anew is away
    /// for a moment.
    func isReadable(milliseconds: Int) -> Bool {
        let time = Stopwatch()
        repeat {
            let found = try? connected(database: Self.database) { try $0.all(StoreCheck.cellsPath) }
            if found != nil { return true }
            Load.pause(milliseconds: 20)
        } while time.milliseconds < milliseconds
        return false
    }

    /// Whether health says that documents are not written, sooner or later; true also where they
    /// are written again, since what was deleted and compacted gives space back.
    func saysThatItRefuses(milliseconds: Int) -> Bool {
        let time = Stopwatch()
        let probe = ResourcePath(uncheckedSegments: ["probes", "space"])
        repeat {
            let status = try? connected {
                try $0.health(service: FirestoreCall.commit.service)
            }
            if status == .notServing { return true }
            let written = try? connected(database: Self.database) {
                try $0.updateDocument(probe, fields: ["n": .integer(Int64(time.milliseconds))])
            }
            if written != nil { return true }
            Load.pause(milliseconds: 20)
        } while time.milliseconds < milliseconds
        return false
    }
}
