/// What a ledger allows of a store that stands at an earlier commit.
enum EarlierLedger {
    /// Every state that each cell ever had is allowed, and every transfer in doubt.
    static func of(_ state: Ledger.State) -> Ledger {
        let ledger = Ledger()
        for (cell, entry) in state.cells {
            for write in 0..<max(1, entry.attempted) { _ = (write, ledger.attempt(cell)) }
            for write in 0...entry.attempted { ledger.doubt(cell, write) }
        }
        for (id, receipt) in state.receipts.merging(state.openReceipts, uniquingKeysWith: { $1 }) {
            ledger.attempt(id, receipt)
        }
        return ledger
    }

    /// How many of the last writes are missing where the cells stand as after one commit; nil where
    /// they stand as after none.
    static func commitsLost(_ history: [Commit], found: [Cell: Int], seed: UInt64) -> Int? {
        // A cell that was deleted looks like one that never was.
        func shown(_ cell: Cell, _ write: Int) -> Int {
            cell.fields(seed, write, 0) == nil ? 0 : write
        }
        var now: [Cell: Int] = [:]
        for commit in history { now[commit.cell] = shown(commit.cell, commit.write) }
        let seen = Dictionary(uniqueKeysWithValues: found.map { ($0, shown($0, $1)) })
        var wrong = Set(now.keys.filter { now[$0] != seen[$0, default: 0] })
        for (lost, commit) in history.reversed().enumerated() {
            if wrong.isEmpty { return lost }
            let cell = commit.cell
            let before = history[..<(history.count - lost - 1)].last { $0.cell == cell }
            now[cell] = before.map { shown(cell, $0.write) } ?? 0
            if now[cell] == seen[cell, default: 0] {
                wrong.remove(cell)
            } else {
                wrong.insert(cell)
            }
        }
        return wrong.isEmpty ? history.count : nil
    }
}
