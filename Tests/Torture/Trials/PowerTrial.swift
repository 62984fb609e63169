import FirestoreModel
import MirrorClient
import Randomness
import TestSupport

/// The power fails under load: what was written and not synced is lost block by block, names that
/// were not synced as well. What was acknowledged is there; a start is never refused for that; and
/// where acknowledgements did not wait for the disk, or the disk lied, the store is whole at an
/// earlier commit or says what it misses.
struct PowerTrial: Trial {
    fileprivate enum Kind {
        /// Acknowledged means on the disk; the word is the daemon's `--sync`.
        case certain(String)
        /// `--sync off`.
        case unsynced
        /// The disk says that it has synced, and has not.
        case lying
    }

    let scene: Scene
    let ledger = Ledger()
    private let copies = Upkeep.Copies()
    private let kind: Kind
    private var disk: MachineDisk
    private var random: SeededRandom
    var result: TrialResult

    static func run(_ settings: TortureSettings, seed: UInt64) throws -> TrialResult {
        guard let shim = BuiltProgram.path("libDiskFaults.so") else {
            return untried(.power, seed: seed, "there is no libDiskFaults.so beside this program")
        }
        var trial = try PowerTrial(settings, seed, shim)
        return trial.finished { try $0.perform() }
    }

    private init(_ settings: TortureSettings, _ seed: UInt64, _ shim: String) throws {
        scene = try Scene(settings, seed: seed, products: 12)
        random = SeededRandom(seed: seed, stream: 10, index: 0)
        result = TrialResult(.power, seed: seed)
        let path = "\(scene.directory)/disk"
        disk = try MachineDisk(path, aside: scene.directory, shim: shim)
        scene.data = "\(path)/data"
        switch random.below(10) {
        case 0: kind = .unsynced
        case 1: kind = .lying
        case let number: kind = .certain(number % 2 == 0 ? "always" : "grouped")
        }
        scene.environment = disk.environment
        scene.options = ["--sync", kind.level]
        result.harm = kind.words
    }

    private mutating func perform() throws {
        guard try starts() else { return }
        try scene.prepare()
        try scene.connected(database: Scene.database) { client in try Transfers.open(client) }
        switch kind {
        case .certain: try loseOften()
        case .unsynced: try loseOnce(honest: 100)
        case .lying: try loseOnce(honest: random.below(100))
        }
    }

    private mutating func starts() throws -> Bool {
        let finds = try scene.start().finds
        result.finds += finds
        return finds.isEmpty
    }

    // MARK: - Acknowledged is on the disk

    private mutating func loseOften() throws {
        let rounds = random.between(1, 3)
        result.harm += ", power lost \(rounds) times"
        for round in 0..<rounds {
            try harm(round)
            guard result.finds.isEmpty, try starts() else { return }
            var check = StoreCheck(scene, ledger)
            check.run()
            result.finds += check.finds
            guard result.finds.isEmpty else { return }
        }
        if random.chance(1, of: 3) {
            try checkRestored()
        } else if let copy = copies.all.last, random.chance(1, of: 2) {
            try checkCopy(copy)
        }
    }

    /// What a command has said that it made is there after a loss of power.
    private mutating func checkRestored() throws {
        let backup = "\(disk.path)/backup"
        result.finds += try scene.command(["backup", backup])
        result.finds += scene.stop()
        guard result.finds.isEmpty else { return }
        try disk.losePower(&random)
        scene.data = "\(disk.path)/restored"
        result.finds += try scene.command(["restore", backup, "--data", scene.data])
        guard result.finds.isEmpty else { return }
        try disk.losePower(&random)
        guard try starts() else { return }
        var check = StoreCheck(scene, ledger)
        check.run()
        result.finds += check.finds.map { Find($0.kind, "restored: \($0.text)") }
        result.harm += ", a backup restored"
    }

    private mutating func harm(_ round: Int) throws {
        let load = Load.everything(scene, ledger, copies, in: disk.path, round: round)
        load.waitForWrites(random.between(1, 120))
        load.wait(microseconds: random.below(5_000))
        let isOrderly = random.chance(1, of: 6)
        if isOrderly {
            load.stop()
            result.finds += scene.stop()
        } else {
            result.finds += scene.kill()
            load.stop()
        }
        scene.pos.setFailRate(0)
        scene.pos.truncate("/inventory/search", afterBytes: nil)
        try disk.losePower(&random)
        guard random.chance(1, of: 4) else { return }
        // Lost again while the store opens.
        try scene.launch()
        Load.pause(milliseconds: random.below(200))
        result.finds += scene.kill()
        try disk.losePower(&random)
        result.harm += ", again while it opens"
    }

    // MARK: - Acknowledged may be lost

    private mutating func loseOnce(honest: Int) throws {
        result.finds += scene.stop()
        disk.settle()
        guard result.finds.isEmpty, try starts() else { return }
        let load = Load(scene, ledger)
        load.run(CellWriter(ledger, seed: scene.seed, kind: .plain, writer: 0, cells: 30))
        load.waitForWrites(random.between(20, 400))
        result.finds += scene.kill()
        load.stop()
        try disk.losePower(&random, honest: honest)
        let start = try scene.start()
        if case .lying = kind, case .refused(_, let said) = start {
            result.ending = .refused
            let names = TestSupport.names(in: scene.data) + ["STORE", "ACKNOWLEDGED", "CURRENT"]
            if !names.contains(where: { said.contains($0) }) {
                result.finds.append(
                    Find(.silent, "refused, and no file is named: \(said.lastLines)"))
            }
            return
        }
        result.finds += start.finds
        if result.finds.isEmpty { checkEarlier() }
    }

    /// Whether the store is whole where it was after one of its commits.
    private mutating func checkEarlier() {
        let state = ledger.snapshot
        var check = StoreCheck(scene, EarlierLedger.of(state))
        check.run()
        result.finds += check.finds
        guard result.finds.isEmpty else { return }
        var history = state.history
        // Sent without an answer, and there.
        for (cell, entry) in state.cells {
            if let found = check.cells[cell], entry.pending.contains(found) {
                history.append(Commit(cell: cell, write: found))
            }
        }
        let lost = EarlierLedger.commitsLost(history, found: check.cells, seed: scene.seed)
        guard let lost else {
            result.finds.append(Find(.wrong, "it stands as after none of its commits"))
            return
        }
        if lost > 0 { result.ending = .tail }
        result.harm += ", \(lost) of \(history.count) lost"
    }
}

extension PowerTrial.Kind {
    fileprivate var level: String {
        switch self {
        case .certain(let level): level
        case .unsynced: "off"
        case .lying: "grouped"
        }
    }

    fileprivate var words: String {
        switch self {
        case .certain(let level): "sync \(level)"
        case .unsynced: "sync off"
        case .lying: "a disk that lies"
        }
    }
}
