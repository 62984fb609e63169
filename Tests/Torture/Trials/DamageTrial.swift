import MirrorClient
import Randomness
import TestSupport

/// A closed store is damaged and opened: it is refused by a sentence that names a file, or all is
/// there. Consecutive seeds damage copies of one store.
final class DamageTrials {
    private let settings: TortureSettings
    private var store: (group: UInt64, intact: IntactStore)?

    init(_ settings: TortureSettings) { self.settings = settings }

    func close() {
        store?.intact.scene.close()
        store = nil
    }

    func run(seed: UInt64) throws -> TrialResult {
        let intact = try self.intact(seed / TortureLimits.trialsPerStore)
        let scene = intact.scene
        var result = TrialResult(.damage, seed: seed)
        let copy = "\(scene.directory)/damaged-\(seed)"
        try copyTree(scene.data, to: copy)
        let files = names(in: copy)
        var random = SeededRandom(seed: seed, stream: 3, index: 0)
        var damage: Damage?
        // Now and then nothing is harmed, so that the trial itself is held to account.
        if !random.chance(1, of: 20) { damage = Damage(in: copy, &random) }
        result.harm = try damage?.apply(in: copy) ?? "nothing"
        let original = scene.data
        scene.data = copy
        defer { scene.data = original }
        try open(intact, damage, files, &result)
        result.acknowledged = intact.ledger.acknowledged
        finish(copy, &result)
        return result
    }

    private func intact(_ group: UInt64) throws -> IntactStore {
        if let store, store.group == group { return store.intact }
        close()
        let made = try IntactStore(settings, seed: group &+ 1_000_000)
        store = (group, made)
        return made
    }

    private func open(
        _ intact: IntactStore, _ damage: Damage?, _ files: [String], _ result: inout TrialResult
    ) throws {
        switch try intact.scene.start() {
        case .ready: try compare(intact, damage, &result)
        case .refused(let code, let said):
            result.ending = .refused
            if damage == nil {
                result.finds = [Find(.crash, "an intact store is refused: \(said.lastLines)")]
            } else if code == 0 || !files.contains(where: { said.contains($0) }) {
                result.finds = [
                    Find(.silent, "refused with code \(code), no file is named: \(said.lastLines)")
                ]
            }
        case .crashed(let end, let said):
            result.finds = [Find(.crash, "start: \(end); \(said.lastLines)")]
        case .hung(let said): result.finds = [Find(.crash, "start hung: \(said.lastLines)")]
        }
    }

    private func compare(
        _ intact: IntactStore, _ damage: Damage?, _ result: inout TrialResult
    ) throws {
        let scene = intact.scene
        var failures: [String] = []
        do {
            let found = try Picture(scene) { failures.append($0) }
            let differences = intact.picture.differences(from: found)
            if !differences.isEmpty, failures.isEmpty, damage?.mayBeTornTail == true,
                intact.wasKilled, isEarlierCommit(intact, damage)
            {
                result.ending = .tail
            } else {
                result.finds += differences
            }
            let problems = try scene.connected { try $0.verify() }.problems
            if result.finds.isEmpty, let first = problems.first {
                result.finds.append(Find(.silent, "verify, after a start without a word: \(first)"))
            } else if !result.finds.isEmpty, problems.isEmpty, failures.isEmpty {
                result.finds.append(Find(.silent, "and verify is clean"))
            }
        } catch {
            failures.append("\(error)")
        }
        if let failure = failures.first {
            result.finds.append(Find(.silent, "started without a word, then \(failure)"))
        }
        result.finds += scene.kill()
    }

    /// Whether the store stands, whole, where it stood after one of its commits; where the log was
    /// not cut, after the last but one.
    private func isEarlierCommit(_ intact: IntactStore, _ damage: Damage?) -> Bool {
        let scene = intact.scene
        let state = intact.ledger.snapshot
        var check = StoreCheck(scene, EarlierLedger.of(state), bodyBytes: IntactStore.bodyBytes)
        check.run()
        guard check.finds.isEmpty else { return false }
        guard
            let lost = EarlierLedger.commitsLost(
                state.history, found: check.cells, seed: scene.seed)
        else { return false }
        return damage?.kind == .cut || damage?.kind == .empty || lost <= 1
    }

    private func finish(_ copy: String, _ result: inout TrialResult) {
        if let keep = settings.keep, !result.finds.isEmpty {
            result.keptAt = "\(keep)/damage-\(result.seed)"
            // A copy for whoever looks into it; the trial's result stands without.
            try? copyTree(copy, to: "\(keep)/damage-\(result.seed)")
        }
        removeTree(copy)
    }
}
