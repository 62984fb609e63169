import MirrorClient
import MirrorMessages

extension Trial {
    /// A copy that was acknowledged opens, and holds what was acknowledged before it began.
    mutating func checkCopy(_ copy: Upkeep.Copies.Copy) throws {
        result.finds += scene.stop()
        scene.data = copy.directory
        result.finds += try scene.start().finds
        guard result.finds.isEmpty else { return }
        let own = try scene.connect(database: Scene.database)
        defer { own.close() }
        let plain = try own.all(StoreCheck.cellsPath)
        let rules = try scene.connected { try $0.all(StoreCheck.rulesPath) }
        // Writes went on while it was made: each cell is at one between both.
        let now = ledger.snapshot.cells
        var allowed: [Cell: Ledger.Entry] = [:]
        for (cell, entry) in now {
            let first = copy.before[cell]?.accepted ?? 0
            var either = Ledger.Entry(accepted: first, attempted: entry.attempted)
            if first < entry.attempted { either.pending = Array(first + 1...entry.attempted) }
            allowed[cell] = either
        }
        var check = CellCheck(seed: scene.seed)
        check.check(allowed, plain: plain, rules: rules)
        result.finds += check.finds.map { Find($0.kind, "copy: \($0.text)") }
        let problems = try scene.connected { try $0.verify() }.problems
        if let first = problems.first {
            result.finds.append(Find(.wrong, "copy: verify: \(first)"))
        }
        result.harm += ", a copy opened"
    }
}
