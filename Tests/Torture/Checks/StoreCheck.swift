import FirestoreModel
import MirrorClient
import MirrorMessages

/// Everything that a daemon promises of a store at rest, held against the ledger and itself.
struct StoreCheck {
    let scene: Scene
    let ledger: Ledger
    var bodyBytes = 0
    private(set) var finds: [Find] = []
    private(set) var cells: [Cell: Int] = [:]
    /// Whether the daemon went away meanwhile, so that not all was looked at.
    private(set) var wasInterrupted = false

    init(_ scene: Scene, _ ledger: Ledger, bodyBytes: Int = 0) {
        self.scene = scene
        self.ledger = ledger
        self.bodyBytes = bodyBytes
    }

    /// Checks all; a call that fails is a find of its own, since the start said that all is well.
    mutating func run(listener: ListenProbe? = nil) {
        attempt("documents") { try $0.checkDocuments() }
        attempt("menu") { try $0.checkMenu() }
        attempt("verify") { try $0.checkVerify() }
        if let listener { attempt("listener") { try $0.check(listener) } }
    }

    private mutating func attempt(_ name: String, _ body: (inout StoreCheck) throws -> Void) {
        do {
            try body(&self)
        } catch {
            if (error as? MirrorClientError)?.isLost == true { wasInterrupted = true }
            add(.silent, "\(name): after a start without a word: \(error)")
        }
    }

    private mutating func add(_ kind: FindKind, _ text: String) {
        if finds.count < TortureLimits.findsMax { finds.append(Find(kind, text)) }
    }

    // MARK: - Documents

    private mutating func checkDocuments() throws {
        let state = ledger.snapshot
        let own = try scene.connect(database: Scene.database)
        defer { own.close() }
        let plain = try own.all(Self.cellsPath)
        let rules = try scene.connected { try $0.all(Self.rulesPath) }
        var check = CellCheck(seed: scene.seed, bodyBytes: bodyBytes)
        check.check(state.cells, plain: plain, rules: rules)
        finds += check.finds.prefix(TortureLimits.findsMax)
        cells = check.found
        try checkReceipts(state, own)
        try checkQueries(plain, own)
        ledger.settle(check.found)
    }

    private mutating func checkReceipts(_ state: Ledger.State, _ own: MirrorClient) throws {
        let receipts = try own.all(ResourcePath(uncheckedSegments: ["receipts"]))
        let accounts = try own.all(ResourcePath(uncheckedSegments: ["accounts"]))
        for id in state.receipts.keys where receipts[id] == nil {
            add(.lost, "receipt \(id) of an acknowledged transfer is gone")
        }
        var balances = [Int64](repeating: Transfers.initialBalance, count: Transfers.accounts)
        for (id, document) in receipts {
            guard let receipt = state.receipts[id] ?? state.openReceipts[id],
                document.fields == Transfers.fields(receipt)
            else {
                add(.wrong, "receipt \(id) says what nobody wrote: \(document.fields)")
                continue
            }
            balances[receipt.from] -= Int64(receipt.amount)
            balances[receipt.to] += Int64(receipt.amount)
        }
        ledger.settleReceipts(found: Set(receipts.keys))
        guard !state.receipts.isEmpty || !receipts.isEmpty || !accounts.isEmpty else { return }
        for (number, balance) in balances.enumerated() {
            let found = accounts["a\(number)"]?.fields["balance"]?.integerValue
            if found != balance {
                add(
                    .wrong,
                    "account \(number) has \(found.map { "\($0)" } ?? "no balance"), its receipts"
                        + " say \(balance)")
            }
        }
    }

    /// Queries by index find what a look at every document finds.
    private mutating func checkQueries(_ plain: [String: Document], _ own: MirrorClient) throws {
        for probe in QueryProbe.all {
            var found: [Document] = []
            try own.query(probe.query, below: .root) { found.append($0) }
            let expected = Set(plain.filter { probe.matches($0.value.fields) }.keys)
            let ids = found.map(\.lastID)
            if Set(ids) != expected || ids.count != expected.count {
                let kind: FindKind = Set(ids).isSubset(of: expected) ? .lost : .wrong
                add(kind, "query \(probe.name) finds \(ids.count) of \(expected.count)")
            } else if let document = found.first(where: { $0 != plain[$0.lastID] }) {
                add(.wrong, "query \(probe.name) shows another \(document.lastID)")
            } else if !probe.isOrdered(found.map(\.fields)) {
                add(.wrong, "query \(probe.name) is out of order")
            }
            let count = try own.count(probe.query, below: .root)
            if count != Int64(expected.count) {
                add(.wrong, "query \(probe.name) counts \(count) of \(expected.count)")
            }
        }
    }

    // MARK: - Menu

    private mutating func checkMenu() throws {
        let client = try scene.connect()
        defer { client.close() }
        let items = try client.all(Self.itemsPath)
        let rules = NaivePrices(try client.all(Self.rulesPath))
        var menu: [String: MenuItem] = [:]
        try client.menu(orgID: Scene.org) { chunk in
            for item in chunk.items { menu[item.id] = item }
        }
        let active = items.filter { $0.value.fields["isActive"] != .boolean(false) }
        if Set(active.keys) != Set(menu.keys) {
            add(.wrong, "the menu has \(menu.count) products, the documents \(active.count)")
        }
        for (id, document) in active {
            guard let item = menu[id] else { continue }
            let fields = document.fields
            let cents = Int64(((fields["price"]?.numberValue ?? 0) * 100).rounded())
            let category = fields["category"]?.stringValue ?? ""
            let sale = rules.price(id: id, category: category, cents: cents)
            let shown = item.salePriceCents ?? item.priceCents
            if item.priceCents != cents || shown != sale {
                add(
                    .wrong,
                    "\(id) is \(item.priceCents) for \(shown) on the menu, the documents say"
                        + " \(cents) for \(sale)")
            }
        }
        checkPrices(items)
    }

    /// What was synced is what the POS said at one of the syncs that may have ended.
    private mutating func checkPrices(_ items: [String: Document]) {
        for (item, entry) in ledger.snapshot.prices {
            guard let accepted = entry.accepted else { continue }
            guard let price = items["alleaves_\(item)"]?.fields["price"]?.numberValue else {
                add(.lost, "product \(item) is gone after a sync that succeeded")
                continue
            }
            let cents = Int((price * 100).rounded())
            if cents != accepted, !entry.pending.contains(cents) {
                add(.lost, "product \(item) costs \(cents), synced \(accepted)")
            }
        }
    }

    // MARK: - The rest

    private mutating func checkVerify() throws {
        let problems = try scene.connected { try $0.verify() }.problems
        if let first = problems.first {
            add(.wrong, "verify: \(problems.count) problems, such as \(first)")
        }
    }

    private mutating func check(_ listener: ListenProbe) throws {
        let shown = try listener.resumed(scene)
        let stored = try scene.connected(database: Scene.database) { try $0.all(Self.cellsPath) }
        let missing = stored.keys.filter { shown[$0] == nil }
        let extra = shown.keys.filter { stored[$0] == nil }
        let other = stored.filter { id, document in
            shown[id].map { $0.fields != document.fields } ?? false
        }
        if !missing.isEmpty || !extra.isEmpty || !other.isEmpty {
            add(
                .lost,
                "a listener that came back misses \(missing.count), keeps \(extra.count) deleted"
                    + " and \(other.count) old documents")
        }
        for fault in listener.faults { add(.wrong, "listener: \(fault)") }
    }

    static let cellsPath = ResourcePath(uncheckedSegments: ["cells"])
    static let rulesPath = ResourcePath(uncheckedSegments: ["tenants", Scene.org, "discounts"])
    static let itemsPath = ResourcePath(
        uncheckedSegments: ["tenants", Scene.org, "publicViews", "products", "items"])
}
