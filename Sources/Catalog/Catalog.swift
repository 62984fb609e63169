import DocumentStore
import FirestoreModel
import MirrorTree
import Ordering
import Pricing
import ProtobufWire
import StatusCodes
import Synchronization

/// The catalogs of all tenants, maintained by every commit that changes a product, a rule or a
/// location, whoever wrote it.
///
/// Thread-safe. REQUIRES: registered with the store as an observer, then ``load(log:)``, before the
/// first commit.
public final class Catalog: CommitObserver {
    /// The database id of the mirror's tree; other databases are ignored.
    public static let database = MirrorDatabase.id

    private let store: DocumentStore
    let clock: CatalogClock
    let tenants = Mutex(TenantTable())
    let stores = Mutex(StoreCatalogs())
    private let recorder: PriceRecorder
    let zones = Mutex(TenantZones())
    /// The result of `prepare` for the `committed` that follows. REQUIRES: the commit lock held.
    private let pending = Mutex(PendingCommit())
    /// Generations that clients are paging through.
    let pins: PinnedGenerations
    private let listeners = Mutex<[Listener]>([])

    private struct PendingCommit {
        var edits: [String: [RowEdit]] = [:]
        var rules: [String: [String: RuleFields?]] = [:]
        var zones = TenantZones.Changes()
        var classifier = ChangeClassifier()
        /// The stores of the tenant whose product came last: a sync's commit has thousands of one.
        var known: (org: String, stores: KnownStores)?

        mutating func removeAll() {
            edits.removeAll(keepingCapacity: true)
            rules.removeAll(keepingCapacity: true)
            zones = TenantZones.Changes()
            known = nil
        }
    }

    /// `pinnedBytesMax`: memory of versions that clients page through, besides the newest.
    public init(
        store: DocumentStore, clock: CatalogClock,
        pinnedBytesMax: Int = CatalogLimits.pinnedBytesMax
    ) {
        pins = PinnedGenerations(
            epoch: UInt64.random(in: 1 ... .max), bytesMax: pinnedBytesMax)
        self.store = store
        self.clock = clock
        recorder = PriceRecorder(store: store)
    }

    /// The store that ``priceHistory(org:productID:)`` reads.
    var reading: DocumentStore { store }

    /// Milliseconds since 1970 by the catalog's clock.
    func milliseconds() -> Int64 { clock.milliseconds() }

    /// Learns of a publication: the tenant, the location whose catalog it is (empty for the
    /// tenant's own), and the new generation.
    public typealias Listener =
        @Sendable (_ org: String, _ location: String, _ generation: Generation) -> Void

    /// Calls `listener` after every publication, on the writer's thread: it must be brief.
    public func onPublish(_ listener: @escaping Listener) {
        listeners.withLock { $0.append(listener) }
    }

    /// The tenant's catalog; nil where it has neither products nor rules.
    public func tenant(_ org: String) -> TenantCatalog? {
        ByteOrder.withUTF8(org) { bytes in tenants.withLock { $0.find(bytes) } }
    }

    /// Every tenant's catalog, by the UTF-8 of the org.
    public var all: [TenantCatalog] { tenants.withLock { $0.all } }

    /// Approximate bytes that all catalogs take, those of single stores and pinned versions
    /// included. Looks at every 2,048 rows.
    public var memoryBytes: Int {
        let catalogs = all + stores.withLock { $0.all }
        return catalogs.reduce(pins.usage.bytes) { $0 + $1.generation.memoryBytes }
    }

    /// The current generation of every tenant, by org.
    public var generations: [String: Generation] {
        all.reduce(into: [:]) { $0[$1.org] = $1.generation }
    }

    /// As ``generation(_:)`` by the UTF-8 of the org; nil where there is none.
    public func generation(orgBytes: UnsafeRawBufferPointer) -> Generation? {
        tenants.withLock { $0.find(orgBytes) }?.generation
    }

    /// Tenants that have a location, with or without products.
    public var orgsWithLocations: Set<String> { zones.withLock { $0.orgs } }

    /// The time zone in which a tenant's rules begin and end; UTC where none is set.
    public func zone(_ org: String) -> RuleZone { zones.withLock { $0.zone(org: org) } }

    /// The ids of the locations whose catalogs ``store(_:location:)`` knows, ascending: those whose
    /// POS is mirrored; all where none is.
    public func locations(of org: String) -> [String] { zones.withLock { $0.stores(of: org) } }

    /// The time zone with its source and warnings.
    public func timeZone(_ org: String) -> TenantTimeZone {
        zones.withLock { $0.timeZone(org: org) }
    }

    /// The current generation of a tenant; throws `unknownTenant`.
    public func generation(_ org: String) throws(Status) -> Generation {
        guard let tenant = tenant(org) else { throw .unknownTenant(org) }
        return tenant.generation
    }

    /// Re-prices every tenant whose next boundary (a rule's start or end, or local midnight) has
    /// passed, and releases expired pinned generations. Returns the next boundary, in milliseconds
    /// since 1970.
    public func advance() -> Int64? {
        pins.expire(now: clock.milliseconds())
        return (all + stores.withLock { $0.all }).map { $0.advance() }.min()
    }

    // MARK: - Start

    /// Builds every tenant from the `columns` family and the rule documents. Rebuilds the family
    /// from the documents if another version derived it or a row of it is damaged.
    ///
    /// - Parameter log: receives a line of progress at a time.
    public func load(log: @escaping (String) -> Void = { _ in }) throws(Status) {
        try loadLocations()
        try ColumnBuild.ensure(store, log: log)
        if try !loadRows() {
            tenants.withLock { $0 = TenantTable() }
            stores.withLock { $0 = StoreCatalogs() }
            try ColumnBuild.run(store, because: "a row cannot be read", log: log)
            guard try loadRows() else {
                throw Status(.corruption, "columns", "a row that was just written")
            }
        }
        for org in Set(all.map(\.org)).union(orgsWithLocations) { showLoaded(org) }
        try loadRulesTimes(otherwise: try loadRules())
    }

    /// Rows are stored as if all locations that their documents name were the tenant's.
    private func showLoaded(_ org: String) {
        let known = known(of: org)
        guard !known.ids.isEmpty else { return }
        let named = Set(stores(of: org).map(\.location)).union(known.ids)
        show(org, at: known, after: KnownStores(ids: named.sorted()))
    }

    private func loadLocations() throws(Status) {
        let orgs = try store.tenantIDs(database: Self.database, tenants: RootPath.tenants)
        for org in orgs {
            let key = DocumentKey(
                database: Self.database, path: TenantPath.integration(org: org, .products))
            let read = try store.get(key).map { ReadInventories(fields: $0.fields) }
            zones.withLock { $0.set(read, org: org) }
        }
        let scan = DocumentScan(
            database: Self.database, collection: RootPath.locations)
        for found in try store.documents(scan) {
            let id = try found.key.documentID()
            let location = TenantZones.Location(fields: found.document.fields)
            zones.withLock { _ = $0.set(location, id: id) }
        }
        for org in orgs {
            let key = DocumentKey(
                database: Self.database, path: TenantPath.metadata(org: org, .location))
            let said = try store.get(key).map { TenantZones.POSZones(fields: $0.fields) }
            zones.withLock { $0.set(said, org: org) }
        }
    }

    /// Whether every row could be read.
    private func loadRows() throws(Status) -> Bool {
        for kind in [ColumnKey.rowKind, ColumnKey.storeRowKind] {
            let loading = RowLoader { loader in
                var loader = loader
                let loaded = loader.finish(now: self.clock.milliseconds())
                if loader.location.isEmpty {
                    self.make(loader.org, loaded)
                } else {
                    self.load(loader.location, of: loader.org, loaded)
                }
            }
            try store.scanAuxiliary(.columns, prefix: [kind], fillCache: false) {
                loading.add(key: $0, value: $1)
                return true
            }
            guard loading.finish() else { return false }
        }
        fillStores()
        return true
    }

    /// Loads when each tenant's rules last changed, so that update times are the same after a
    /// restart.
    ///
    /// - Parameter known: what the rules themselves say, where the time cannot be read.
    private func loadRulesTimes(otherwise known: [String: Int64]) throws(Status) {
        try store.scanAuxiliary(.columns, prefix: [ColumnKey.rulesTimeKind]) { key, value in
            let org = String(decoding: key.dropFirst(), as: UTF8.self)
            let time =
                value.count == 8
                ? Int64(littleEndian: value.loadUnaligned(as: Int64.self)) : known[org] ?? 0
            set([:], of: org, at: time)
            return true
        }
    }

    /// Returns when each tenant's newest rule was written.
    private func loadRules() throws(Status) -> [String: Int64] {
        var times: [String: Int64] = [:]
        for org in try store.tenantIDs(database: Self.database, tenants: RootPath.tenants) {
            let scan = DocumentScan(
                database: Self.database, collection: TenantPath.discounts(org: org))
            var rules: [String: RuleFields?] = [:]
            for found in try store.documents(scan) {
                let id = try found.key.documentID()
                rules[id] = try Self.decode { () throws(WireError) in
                    try RuleDocument.fields(
                        id: id, found.document.fields, updateTime: found.document.updateTime)
                }
                times[org] = max(times[org] ?? 0, found.document.updateTime)
            }
            if !rules.isEmpty { set(rules, of: org, at: 0) }
        }
        return times
    }

    // MARK: - Commits

    public func prepare(changes: [DocumentChange], batch: CommitBatch) throws(Status) {
        try pending.withLock { pending throws(Status) in
            pending.removeAll()
            assert(
                pending.edits.isEmpty && pending.rules.isEmpty && pending.zones.isEmpty,
                "one commit at a time")
            var categories: Set<[UInt8]> = []
            for change in changes {
                switch pending.classifier.classify(change.key) {
                case .product(let org, let id):
                    let row = try Self.row(change, id: id)
                    let stores = try Self.storeRows(row, change, id: id)
                    let stored = RowEdit(id: id, row: row, stores: stores)
                    if pending.known?.org != org { pending.known = (org, known(of: org)) }
                    var edit = try Self.shown(
                        stored, change.new, at: pending.known?.stores ?? KnownStores())
                    edit.unchangedStores = unchanged(edit.stores, id: id, org: org)
                    try prepare(
                        stored, shown: edit, org: org, isBySync: change.tag != 0, batch)
                    try prepareStores(stored, org: org, change, batch)
                    pending.edits[org, default: []].append(edit)
                    if let row = edit.row { categories.insert(row.category) }
                case .rule(let org, let id):
                    try recorder.note(change, rule: id, org: org, batch)
                    let fields = try Self.rule(change, id: id)
                    pending.rules[org, default: [:]].updateValue(fields, forKey: id)
                case .location(let id):
                    let location = change.new.map { TenantZones.Location(fields: $0.fields) }
                    pending.zones.locations.updateValue(location, forKey: id)
                case .posLocation(let org):
                    let said = change.new.map { TenantZones.POSZones(fields: $0.fields) }
                    pending.zones.posZones.updateValue(said, forKey: org)
                case .inventories(let org):
                    let read = change.new.map { ReadInventories(fields: $0.fields) }
                    pending.zones.inventories.updateValue(read, forKey: org)
                case .other:
                    break
                }
            }
            try checkCategories(pending.edits.keys, more: categories.count)
            try checkStores(pending.edits)
            for org in Set(pending.rules.keys).union(rezoned(pending)) {
                var time: [UInt8] = []
                time.appendLittleEndian(batch.time)
                batch.put(.columns, ColumnKey.rulesTime(org: org), time)
            }
        }
    }

    private func prepare(
        _ edit: RowEdit, shown: RowEdit, org: String, isBySync: Bool, _ batch: CommitBatch
    ) throws(Status) {
        let key = ColumnKey.prefix(org: org) + edit.id
        if let row = edit.row {
            batch.put(.columns, key, row.bytes)
        } else {
            batch.delete(.columns, key)
        }
        let generation = tenant(org)?.generation
        try recorder.note(shown, org: org, generation: generation, isBySync: isBySync, batch)
    }

    /// Throws when a commit would exceed a tenant's number of categories.
    private func checkCategories(
        _ orgs: some Sequence<String>, more count: Int
    ) throws(Status) {
        for org in orgs {
            let known = tenant(org)?.generation.categories.count ?? 1
            guard known + count <= CatalogLimits.categoriesMax else {
                throw Status(
                    .invalidArgument, "public product",
                    "more than \(CatalogLimits.categoriesMax) categories")
            }
        }
    }

    private static func rule(
        _ change: DocumentChange, id: String
    ) throws(Status) -> RuleFields? {
        guard let new = change.new else { return nil }
        return try decode { () throws(WireError) in
            try RuleDocument.fields(id: id, new.fields, updateTime: new.updateTime)
        }
    }

    public func committed(changes: [DocumentChange], version: UInt64, time: Int64) {
        let (edits, rules) = pending.withLock { ($0.edits, $0.rules) }
        for (org, edits) in edits {
            do throws(Status) {
                try make(org).apply(edits)
                try apply(edits, toStoresOf: org)
            } catch {
                // prepare() has rejected what exceeds a limit, except the number of rows; memory is
                // exhausted long before.
                preconditionFailure("a commit was accepted that the catalog cannot hold: \(error)")
            }
        }
        for (org, rules) in rules { set(rules, of: org, at: time) }
        moved(pending.withLock { $0.zones }, at: time)
    }

    private static func row(
        _ change: DocumentChange, id: [UInt8]
    ) throws(Status) -> StoredRow? {
        guard let new = change.new else { return nil }
        let derived = try decode { () throws(WireError) in
            try DerivedRow(id: id, fields: new.fields, updateTime: new.updateTime)
        }
        if let field = derived.saleField, try !isKept(field, by: change) {
            throw Status(
                .failedPrecondition, "public product",
                "\(field) is derived from the discount rules; write a rule instead")
        }
        guard derived.item.count <= CatalogLimits.itemBytesMax else {
            throw Status(
                .invalidArgument, "public product",
                "its menu item exceeds \(CatalogLimits.itemBytesMax) bytes")
        }
        return StoredRow(derived, sourceHash: change.tag)
    }

    /// Whether a stored field has the name of a sale field that later became derived. Reads never
    /// return it.
    private static func isKept(
        _ field: ProductField, by change: DocumentChange
    ) throws(Status) -> Bool {
        guard ProductSchema.laterSale.contains(field), let old = change.old else { return false }
        return try decode { () throws(WireError) in
            try withFields(old.fields) { reader throws(WireError) in
                try reader.value(of: field.rawValue) != nil
            }
        }
    }

    private func moved(_ changes: TenantZones.Changes, at time: Int64) {
        guard !changes.isEmpty else { return }
        let before = zones.withLock { $0 }
        for org in zones.withLock({ $0.take(changes) }) {
            let (old, new) = (before.known(of: org), known(of: org))
            show(org, at: new, after: old)
            let context = zones.withLock { $0.context(org: org) }
            tenant(org)?.set(context, at: time)
            for store in stores(of: org) { store.set(context.forStore(store.location), at: time) }
            showAlone(org, at: new, after: old)
        }
    }

    /// Tenants whose rules say something else because a location came, went or has another time
    /// zone.
    private func rezoned(_ changes: PendingCommit) -> [String] {
        guard !changes.zones.isEmpty else { return [] }
        var next = zones.withLock { $0 }
        return next.take(changes.zones)
            .filter { tenant($0)?.changesRules(next.context(org: $0)) ?? false }
    }

    /// The tenant's catalog; created with the rows of `loaded` if missing.
    @discardableResult
    func make(_ org: String, _ loaded: Generation? = nil) -> TenantCatalog {
        let context = zones.withLock { $0.context(org: org) }
        return tenants.withLock { tenants in
            if let tenant = ByteOrder.withUTF8(org, { tenants.find($0) }) { return tenant }
            let tenant = TenantCatalog(
                org: org, clock: clock, context: context, loaded: loaded,
                onPublish: publication(org, location: ""))
            tenants.add(tenant)
            return tenant
        }
    }

    /// What a catalog calls with each generation that it publishes.
    func publication(_ org: String, location: String) -> @Sendable (Generation) -> Void {
        { [weak self] in self?.published($0, org, location: location) }
    }

    func published(_ generation: Generation, _ org: String, location: String) {
        pins.published(generation, org: org, location: location, now: clock.milliseconds())
        for listener in listeners.withLock({ $0 }) { listener(org, location, generation) }
    }

    static func decode<Result>(
        _ body: () throws(WireError) -> Result
    ) throws(Status) -> Result {
        do throws(WireError) {
            return try body()
        } catch {
            throw Status(.corruption, "document fields", "\(error)")
        }
    }
}

extension DocumentKey {
    /// The document id as a string.
    func documentID() throws(Status) -> String {
        do throws(Status) {
            return String(decoding: try documentIdBytes, as: UTF8.self)
        } catch {
            throw Status(.corruption, "documents", "malformed key")
        }
    }
}

extension DocumentStore {
    /// Ids of the documents of a collection, including missing ones that have descendants.
    func tenantIDs(database: String, tenants: ResourcePath) throws(Status) -> [String] {
        var ids: Set<String> = []
        for depth in 1...4 {
            let prefix = DocumentKey.descendantPrefix(
                database: database, path: tenants, depth: depth)
            var from = prefix
            while true {
                var found: [UInt8]?
                try scan(DocumentScan(prefix: prefix, startAt: DocumentKey(bytes: from), limit: 1))
                {
                    key, _ in
                    found = [UInt8](key)
                    return false
                }
                guard let found else { break }
                let path: ResourcePath
                do throws(Status) {
                    path = try DocumentKey(bytes: found).decode().path
                } catch {
                    throw Status(.corruption, "documents", "malformed key")
                }
                let tenant = ResourcePath(uncheckedSegments: Array(path.segments[..<2]))
                ids.insert(tenant.id)
                // Continue after the last document of this tenant at this depth.
                let own = DocumentKey.descendantPrefix(
                    database: database, path: tenant, depth: depth)
                guard let next = DocumentKey.prefixSuccessor(own) else { break }
                from = next
            }
        }
        return ids.sorted()
    }
}
