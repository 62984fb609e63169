import AlleavesSimulator
import FirestoreModel
import MirrorClient
import MirrorMessages
import Randomness
import StatusCodes

/// Something that does one thing after another to a daemon. Belongs to one thread.
protocol Actor {
    /// One step. Throws where the daemon cannot be spoken to any more.
    mutating func step(_ client: MirrorClient) throws(MirrorClientError)
    /// The database that its client speaks of.
    var database: String { get }
}

/// Writes cells: single documents by UpdateDocument and DeleteDocument, several by Commit.
struct CellWriter: Actor {
    let ledger: Ledger
    let seed: UInt64
    let kind: Cell.Kind
    let writer: Int
    let cells: Int
    let bodyBytes: Int
    private var random: SeededRandom

    init(
        _ ledger: Ledger, seed: UInt64, kind: Cell.Kind, writer: Int, cells: Int,
        bodyBytes: Int = 0, round: Int = 0
    ) {
        (self.ledger, self.seed, self.kind) = (ledger, seed, kind)
        (self.writer, self.cells, self.bodyBytes) = (writer, cells, bodyBytes)
        random = SeededRandom(
            seed: seed, stream: 30 + kind.rawValue, index: writer * 1000 + round)
    }

    var database: String { kind == .plain ? Scene.database : MirrorClient.mirrorDatabase }

    mutating func step(_ client: MirrorClient) throws(MirrorClientError) {
        let cell = Cell(kind: kind, writer: writer, number: random.below(cells))
        let write = ledger.attempt(cell)
        do throws(MirrorClientError) {
            try send(cell, write, client)
            ledger.accept(cell, write)
        } catch {
            if error.leavesNoDoubt {
                ledger.refused("\(error.code.name): \(error.message)")
            } else {
                ledger.doubt(cell, write)
                ledger.refused("\(error.code.name): \(error.message)")
            }
            if error.isLost { throw error }
        }
    }

    private mutating func send(
        _ cell: Cell, _ write: Int, _ client: MirrorClient
    ) throws(MirrorClientError) {
        let size = cell.size(seed)
        let documents = (0..<size).map { index in
            (
                path: cell.path(index),
                fields: cell.fields(seed, write, index, bodyBytes: bodyBytes)
            )
        }
        if size == 1, random.chance(1, of: 2) {
            if let fields = documents[0].fields {
                try client.updateDocument(documents[0].path, fields: fields)
            } else {
                try client.deleteDocument(documents[0].path)
            }
            return
        }
        try client.commit(documents.map { client.write($0.path, $0.fields) })
    }
}

/// Moves money between accounts in transactions; the receipt is in the same commit.
struct Transfers: Actor {
    static let accounts = 4
    static let initialBalance: Int64 = 1000

    let ledger: Ledger
    let writer: Int
    private var random: SeededRandom
    private var count = 0
    private let round: Int

    init(_ ledger: Ledger, seed: UInt64, writer: Int, round: Int = 0) {
        self.ledger = ledger
        self.writer = writer
        self.round = round
        random = SeededRandom(seed: seed, stream: 41, index: writer * 1000 + round)
    }

    var database: String { Scene.database }

    static func account(_ number: Int) -> ResourcePath {
        ResourcePath(uncheckedSegments: ["accounts", "a\(number)"])
    }

    static func receipt(_ id: String) -> ResourcePath {
        ResourcePath(uncheckedSegments: ["receipts", id])
    }

    /// Opens the accounts.
    static func open(_ client: MirrorClient) throws(MirrorClientError) {
        try client.commit(
            (0..<accounts).map { number in
                client.write(account(number), ["balance": .integer(initialBalance)])
            })
    }

    mutating func step(_ client: MirrorClient) throws(MirrorClientError) {
        count += 1
        let id = "w\(writer)-r\(round)-\(count)"
        let from = random.below(Self.accounts)
        let to = (from + random.between(1, Self.accounts - 1)) % Self.accounts
        let receipt = Ledger.Receipt(from: from, to: to, amount: random.between(1, 50))
        ledger.attempt(id, receipt)
        do throws(MirrorClientError) {
            try transfer(id, receipt, client)
            ledger.end(id, isStored: true)
        } catch {
            ledger.end(id, isStored: error.leavesNoDoubt ? false : nil)
            if error.isLost { throw error }
        }
    }

    private func transfer(
        _ id: String, _ receipt: Ledger.Receipt, _ client: MirrorClient
    ) throws(MirrorClientError) {
        let transaction = try client.begin()
        var balances: [Int64] = []
        for number in [receipt.from, receipt.to] {
            let fields = try client.fields(Self.account(number), in: transaction)
            balances.append(fields?["balance"]?.integerValue ?? 0)
        }
        let amount = Int64(receipt.amount)
        try client.commit(
            [
                client.write(
                    Self.account(receipt.from), ["balance": .integer(balances[0] - amount)]),
                client.write(Self.account(receipt.to), ["balance": .integer(balances[1] + amount)]),
                client.write(Self.receipt(id), Self.fields(receipt)),
            ], transaction: transaction)
    }

    static func fields(_ receipt: Ledger.Receipt) -> Fields {
        [
            "from": .integer(Int64(receipt.from)), "to": .integer(Int64(receipt.to)),
            "amount": .integer(Int64(receipt.amount)),
        ]
    }
}

/// Changes prices in the POS and syncs; the POS fails now and then.
struct Syncs: Actor {
    let ledger: Ledger
    let pos: RunningPOS
    let isUnruly: Bool
    private var random: SeededRandom

    init(_ ledger: Ledger, seed: UInt64, pos: RunningPOS, isUnruly: Bool, round: Int = 0) {
        (self.ledger, self.pos, self.isUnruly) = (ledger, pos, isUnruly)
        random = SeededRandom(seed: seed, stream: 51, index: round)
    }

    var database: String { MirrorClient.mirrorDatabase }

    mutating func step(_ client: MirrorClient) throws(MirrorClientError) {
        let items = pos.idItems
        for _ in 0..<random.between(1, 5) {
            let item = items.lowerBound + random.below(items.count)
            let cents = random.between(100, 9_999)
            ledger.attemptPrice(item, cents: cents)
            pos.setPrice(idItem: item, cents: cents)
        }
        if isUnruly { harm() }
        do throws(MirrorClientError) {
            if try client.syncProducts(Scene.org).success { ledger.acceptPrices() }
        } catch {
            if error.isLost { throw error }
        }
    }

    private mutating func harm() {
        pos.setFailRate(random.chance(1, of: 3) ? 0.2 : 0)
        pos.truncate(
            "/inventory/search", afterBytes: random.chance(1, of: 4) ? random.below(20_000) : nil)
        if random.chance(1, of: 5) { pos.expireTokens() }
    }
}

/// Reads everything, compacts, verifies and copies the store while others write.
struct Upkeep: Actor {
    /// What was acknowledged when a copy began, and where it is.
    final class Copies: Sendable {
        struct Copy: Sendable {
            let directory: String
            let before: [Cell: Ledger.Entry]
        }
        private let made = Guarded<[Copy]>([])

        var all: [Copy] { made.value }
        func add(_ copy: Copy) { made.change { $0.append(copy) } }
    }

    let ledger: Ledger
    let copies: Copies
    let directory: String
    private var random: SeededRandom
    private var count = 0
    private let round: Int

    init(_ ledger: Ledger, seed: UInt64, directory: String, copies: Copies, round: Int = 0) {
        (self.ledger, self.directory, self.copies, self.round) = (ledger, directory, copies, round)
        random = SeededRandom(seed: seed, stream: 61, index: round)
    }

    var database: String { Scene.database }

    mutating func step(_ client: MirrorClient) throws(MirrorClientError) {
        do throws(MirrorClientError) {
            switch random.below(4) {
            case 0: _ = try client.compact()
            case 1: _ = try client.all(ResourcePath(uncheckedSegments: ["cells"]))
            case 2:
                let query = StructuredQuery(collection: "cells", orderBy: [QueryOrder("text")])
                try client.query(query, below: .root) { _ in }
            default:
                count += 1
                let copy = Copies.Copy(
                    directory: "\(directory)/copy\(round)-\(count)",
                    before: ledger.snapshot.cells)
                _ = try client.backup(directory: copy.directory)
                copies.add(copy)
            }
        } catch {
            if error.isLost { throw error }
        }
    }
}
