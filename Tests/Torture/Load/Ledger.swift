import Synchronization

/// An acknowledged write of a cell.
struct Commit: Sendable {
    let cell: Cell
    let write: Int
}

/// What was sent, and what of it was acknowledged. Any thread.
final class Ledger: Sendable {
    /// The writes of one cell or product.
    struct Entry: Sendable {
        /// The last acknowledged one; 0 for none.
        var accepted = 0
        /// The last one sent.
        var attempted = 0
        /// Sent after `accepted` without an answer that decides it: each may be there or not.
        var pending: [Int] = []

        /// Every state that is no broken promise.
        var allowed: [Int] { [accepted] + pending }
    }

    /// One transfer between accounts, whose receipt is a document.
    struct Receipt: Hashable, Sendable {
        let from: Int
        let to: Int
        let amount: Int
    }

    struct State: Sendable {
        var cells: [Cell: Entry] = [:]
        var receipts: [String: Receipt] = [:]
        var openReceipts: [String: Receipt] = [:]
        /// Cents of an item in the POS at each sync, by the POS's id.
        var prices: [Int: PriceEntry] = [:]
        /// Acknowledged writes of cells in their order.
        var history: [Commit] = []
        var acknowledged = 0
        /// Refusals that left no doubt, by code and text.
        var refusals: [String: Int] = [:]
    }

    struct PriceEntry: Sendable {
        var accepted: Int?
        var pending: [Int] = []
    }

    private let state = Mutex(State())

    var snapshot: State { state.withLock { $0 } }
    var acknowledged: Int { state.withLock { $0.acknowledged } }

    // MARK: - Cells

    /// The number of the next write.
    func attempt(_ cell: Cell) -> Int {
        state.withLock { state in
            state.cells[cell, default: Entry()].attempted += 1
            return state.cells[cell]?.attempted ?? 1
        }
    }

    func accept(_ cell: Cell, _ write: Int) {
        state.withLock { state in
            state.cells[cell]?.accepted = write
            state.cells[cell]?.pending = []
            state.history.append(Commit(cell: cell, write: write))
            state.acknowledged += 1
        }
    }

    func doubt(_ cell: Cell, _ write: Int) {
        state.withLock { $0.cells[cell]?.pending.append(write) }
    }

    func refused(_ reason: String) {
        state.withLock { $0.refusals[reason, default: 0] += 1 }
    }

    /// After a check: what is there is what counts from now on.
    func settle(_ found: [Cell: Int]) {
        state.withLock { state in
            for (cell, write) in found {
                state.cells[cell]?.accepted = write
                state.cells[cell]?.pending = []
            }
        }
    }

    // MARK: - Receipts

    func attempt(_ id: String, _ receipt: Receipt) {
        state.withLock { $0.openReceipts[id] = receipt }
    }

    /// - Parameter isStored: nil where nobody knows.
    func end(_ id: String, isStored: Bool?) {
        state.withLock { state in
            guard let isStored, let receipt = state.openReceipts.removeValue(forKey: id) else {
                return
            }
            if isStored {
                state.receipts[id] = receipt
                state.acknowledged += 1
            }
        }
    }

    func settleReceipts(found: Set<String>) {
        state.withLock { state in
            for (id, receipt) in state.openReceipts where found.contains(id) {
                state.receipts[id] = receipt
            }
            state.openReceipts = [:]
        }
    }

    // MARK: - Prices

    func attemptPrice(_ item: Int, cents: Int) {
        state.withLock { $0.prices[item, default: PriceEntry()].pending.append(cents) }
    }

    /// A sync succeeded after the last attempt: every item costs what the POS says.
    func acceptPrices() {
        state.withLock { state in
            for (item, entry) in state.prices {
                guard let last = entry.pending.last else { continue }
                state.prices[item] = PriceEntry(accepted: last)
            }
            state.acknowledged += 1
        }
    }
}
