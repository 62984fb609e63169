import FirestoreModel
import MirrorClient

/// Whether every cell is in a state that the ledger allows, whole.
struct CellCheck {
    let seed: UInt64
    let bodyBytes: Int
    private(set) var finds: [Find] = []
    /// The write at which each cell was found.
    private(set) var found: [Cell: Int] = [:]

    init(seed: UInt64, bodyBytes: Int = 0) {
        self.seed = seed
        self.bodyBytes = bodyBytes
    }

    /// - Parameter plain: the documents of `cells`, `rules` those of the tenant's discounts.
    mutating func check(
        _ entries: [Cell: Ledger.Entry], plain: [String: Document], rules: [String: Document]
    ) {
        var expected: Set<String> = []
        for (cell, entry) in entries {
            let ids = (0..<cell.size(seed)).map { cell.path($0).id }
            let documents = cell.kind == .plain ? plain : rules
            if cell.kind == .plain { expected.formUnion(ids) }
            check(cell, entry, ids.map { documents[$0]?.fields })
        }
        for id in plain.keys where !expected.contains(id) {
            finds.append(Find(.wrong, "cells/\(id) was written by nobody"))
        }
    }

    private mutating func check(_ cell: Cell, _ entry: Ledger.Entry, _ fields: [Fields?]) {
        if let write = entry.allowed.first(where: { matches(cell, $0, fields) }) {
            found[cell] = write
            return
        }
        let place = "\(cell.path(0))"
        let earlier = (0..<max(1, entry.attempted)).reversed()
        if let write = earlier.first(where: { matches(cell, $0, fields) }) {
            found[cell] = write
            finds.append(
                Find(.lost, "\(place) stands at write \(write), acknowledged \(entry.accepted)"))
        } else if fields.allSatisfy({ $0 == nil }) {
            finds.append(Find(.lost, "\(place) is gone, acknowledged \(entry.accepted)"))
        } else {
            let writes = fields.map { $0?["n"]?.integerValue.map { "\($0)" } ?? "-" }
            finds.append(
                Find(
                    .wrong,
                    "\(place) of \(fields.count) stands at writes \(writes.joined(separator: " "))"
                        + ", acknowledged \(entry.accepted), in doubt \(entry.pending)"))
        }
    }

    private func matches(_ cell: Cell, _ write: Int, _ fields: [Fields?]) -> Bool {
        fields.enumerated().allSatisfy { index, found in
            cell.fields(seed, write, index, bodyBytes: cell.kind == .plain ? bodyBytes : 0) == found
        }
    }
}
