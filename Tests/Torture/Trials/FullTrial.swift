import FirestoreModel
import MirrorClient
import MirrorMessages
import Randomness
import TestSupport

/// The data directory's file system becomes full under load. Reads go on, refusals say why, health
/// tells, space that is back is used, and nothing acknowledged is lost.
struct FullTrial: Trial {
    let scene: Scene
    let ledger = Ledger()
    private var random: SeededRandom
    var result: TrialResult
    private static let bodyBytes = 100_000
    private static let roomyKilobytes = 200_000

    static func run(_ settings: TortureSettings, seed: UInt64) throws -> TrialResult {
        var trial = try FullTrial(settings, seed)
        let path = "\(trial.scene.directory)/disk"
        // Small ones are full from the beginning: the daemon keeps some 40 MB in reserve.
        let kilobytes =
            trial.random.chance(1, of: 5)
            ? trial.random.between(3_000, 24_000) : trial.random.between(44_000, 60_000)
        guard let disk = SmallDisk(path, kilobytes: kilobytes) else {
            trial.scene.close()
            return untried(.full, seed: seed, "this user may not mount a tmpfs")
        }
        trial.scene.data = "\(path)/data"
        trial.result.harm = "\(kilobytes) KB"
        let finished = trial.finished { try $0.perform(disk) }
        disk.unmount()
        if finished.keptAt == nil { removeTree(trial.scene.directory) }
        return finished
    }

    private init(_ settings: TortureSettings, _ seed: UInt64) throws {
        scene = try Scene(settings, seed: seed, products: 12)
        random = SeededRandom(seed: seed, stream: 4, index: 0)
        result = TrialResult(.full, seed: seed)
    }

    private mutating func perform(_ disk: SmallDisk) throws {
        let first = try scene.start()
        if case .refused(_, let said) = first, said.contains("space") || said.contains("full") {
            // No room for an empty store: it said so.
            result.ending = .refused
            return
        }
        result.finds += first.finds
        guard result.finds.isEmpty else { return }
        do {
            try scene.prepare()
        } catch let error as MirrorClientError where error.code == .resourceExhausted {
            result.ending = .refused
            result.harm += ", too little to begin with"
            return
        }
        fill()
        if let end = scene.victim?.endSoFar {
            result.finds.append(
                Find(.crash, "when full: \(end); \(scene.victim?.said.lastLines ?? "")"))
        } else {
            try checkWhileFull()
            if random.chance(1, of: 2) {
                try checkThatSpaceIsUsed(disk)
            } else {
                try checkStartWhenFull()
            }
        }
        try checkAfterwards(disk)
    }

    /// Writes until nothing is accepted any more.
    private mutating func fill() {
        let load = Load(scene, ledger)
        for writer in 0..<2 {
            load.run(writes(writer, round: 0))
        }
        load.waitForRefusals(milliseconds: 15_000)
        load.stop()
        let refusals = ledger.snapshot.refusals
        if refusals.isEmpty { result.harm += ", never full" }
        // A deletion, an update and a commit are all answered so.
        let silent = refusals.keys.filter {
            !$0.contains("RESOURCE_EXHAUSTED") && !$0.contains("UNAVAILABLE")
        }
        if let text = silent.min() {
            result.finds.append(Find(.silent, "a write on a full disk is answered \(text)"))
        }
    }

    private func writes(_ writer: Int, round: Int) -> CellWriter {
        CellWriter(
            ledger, seed: scene.seed, kind: .plain, writer: writer, cells: 400,
            bodyBytes: Self.bodyBytes, round: round)
    }

    private mutating func checkWhileFull() throws {
        guard !ledger.snapshot.refusals.isEmpty else { return }
        if !scene.isReadable(milliseconds: 15_000) {
            result.finds.append(Find(.silent, "nothing can be read on a full disk for 15 s"))
        }
        if !scene.saysThatItRefuses(milliseconds: 5_000) {
            result.finds.append(Find(.silent, "health of the documents is SERVING on a full disk"))
        }
    }

    private mutating func checkThatSpaceIsUsed(_ disk: SmallDisk) throws {
        result.harm += ", space comes back"
        guard disk.resize(kilobytes: Self.roomyKilobytes) else { return }
        let before = ledger.acknowledged
        let time = Stopwatch()
        while ledger.acknowledged < before + 3, time.milliseconds < 30_000 {
            let load = Load(scene, ledger)
            load.run(writes(0, round: 1))
            load.waitForWrites(before + 3 - ledger.acknowledged, milliseconds: 1_000)
            load.stop()
        }
        if ledger.acknowledged < before + 3 {
            result.finds.append(
                Find(.silent, "writes do not go on by themselves when there is space again"))
        }
    }

    private mutating func checkStartWhenFull() throws {
        result.harm += ", started when full"
        result.finds += random.chance(1, of: 2) ? scene.kill() : scene.stop()
        result.finds += try scene.start().finds
    }

    /// With space and a new start, all is there.
    private mutating func checkAfterwards(_ disk: SmallDisk) throws {
        _ = disk.resize(kilobytes: Self.roomyKilobytes)
        scene.victim?.send(9)
        _ = scene.victim?.wait(seconds: TortureLimits.stopSeconds)
        let finds = try scene.start().finds
        result.finds += finds
        guard finds.isEmpty else { return }
        var check = StoreCheck(scene, ledger, bodyBytes: Self.bodyBytes)
        check.run()
        result.finds += check.finds
    }
}

extension Load {
    /// Waits until refusals are all that comes, for a second's worth of them, or time is over.
    func waitForRefusals(milliseconds: Int) {
        wait(milliseconds: milliseconds) { ledger in
            ledger.snapshot.refusals.values.reduce(0, +) >= 20
        }
    }
}
