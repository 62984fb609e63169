import FirestoreModel
import Ordering
import Pricing

/// The products that a tenant's rules name: every reference of every rule by its code, and the row
/// that it currently resolves to.
///
/// A reference is resolved when it is added, and again only when a product whose id it may match is
/// inserted, deleted or changed.
struct ReferencedProducts: Sendable {
    /// The numbers of the references.
    private(set) var codes = ProductCodes()
    /// By code.
    private var references: [ProductReference] = []
    /// By code; ``noRow`` where there is no such product.
    private var rows: [UInt32] = []
    /// Codes by the row that they resolve to.
    private var codesByRow: [UInt32: [UInt32]] = [:]
    /// Codes by the hashes of the ids, and suffixes of ids, of products that may match.
    private var codesByHash: [UInt64: [UInt32]] = [:]
    /// Incremented when a change of one product makes a reference resolve to another.
    private(set) var moves: UInt64 = 0

    /// Whether these are a store's, whose rules name products of the tenant.
    let isOfStore: Bool
    /// The prefixes of ids behind which own ids were looked for.
    private var prefixCount = 0

    init(isOfStore: Bool = false) { self.isOfStore = isOfStore }

    // No row has this number: see CatalogLimits.rowsMax.
    private static let noRow = UInt32.max

    /// The codes of the references that name the product of a row, ascending.
    @inline(__always)
    func codes(row: Int) -> [UInt32] {
        codesByRow.isEmpty ? [] : codesByRow[UInt32(row)] ?? []
    }

    /// The row of the product that a code resolves to.
    func row(code: UInt32) -> Int? {
        let row = rows[Int(code)]
        return row == Self.noRow ? nil : Int(row)
    }

    /// Adds a reference unless it is there; returns its code.
    ///
    /// - Parameter naming: of a store, the tenant's products: one thing has one name at all stores.
    @discardableResult
    mutating func add(
        _ reference: ProductReference, in rows: Generation, naming: Generation?
    ) -> UInt32 {
        let code = codes.add(reference)
        guard Int(code) == references.count else { return code }
        references.append(reference)
        self.rows.append(Self.noRow)
        for hash in Self.hashes(reference, rows) { codesByHash[hash, default: []].append(code) }
        set(code, Self.row(reference, in: rows, naming))
        return code
    }

    /// Resolves references that changed products may affect.
    ///
    /// - Parameters:
    ///   - rows: the catalog's current rows.
    ///   - changedRows: those of the edits.
    ///   - naming: of a store, the tenant's products.
    /// - Returns: unchanged rows that other references name now.
    mutating func update(
        _ edits: [RowEdit], _ rows: Generation, changedRows: [Int], naming: Generation?
    ) -> [Int] {
        let names = naming ?? rows
        let hasNewPrefix = names.idPrefixes.count != prefixCount
        prefixCount = names.idPrefixes.count
        guard !references.isEmpty else { return [] }
        let asked =
            hasNewPrefix ? Set(references.indices.map(UInt32.init)) : concerned(edits, names)
        guard !asked.isEmpty else { return [] }
        let changed = Set(changedRows)
        var moved: Set<Int> = []
        for code in asked {
            let old = row(code: code)
            let new = Self.row(references[Int(code)], in: rows, naming)
            guard old != new else { continue }
            set(code, new)
            moved.formUnion([old, new].compactMap(\.self).filter { !changed.contains($0) })
        }
        if !moved.isEmpty { moves += 1 }
        return Array(moved)
    }

    /// Without references; codes may be reassigned.
    var emptied: ReferencedProducts {
        var fresh = ReferencedProducts(isOfStore: isOfStore)
        fresh.moves = moves
        fresh.prefixCount = prefixCount
        return fresh
    }

    /// Rows named by other references than in `other`; a superset if the codes differ.
    func rowsDiffering(from other: ReferencedProducts) -> Set<Int> {
        guard moves != other.moves else { return [] }
        let all = Set(codesByRow.keys).union(other.codesByRow.keys)
        return Set(all.filter { codesByRow[$0] != other.codesByRow[$0] }.map(Int.init))
    }

    /// The row that a reference names. At a store it is that of the product which the tenant calls
    /// so, if the store has it, and no other of the same own id.
    private static func row(
        _ reference: ProductReference, in rows: Generation, _ naming: Generation?
    ) -> Int? {
        guard let naming else { return rows.row(reference) }
        // A preview may have what the tenant has not yet.
        guard let row = naming.row(reference) else { return rows.row(reference) }
        return Array(naming.documentID(Generation.RowPosition(row)).utf8).withUnsafeBytes {
            rows.presentRow(id: $0)
        }
    }

    private func concerned(_ edits: [RowEdit], _ rows: Generation) -> Set<UInt32> {
        var asked: Set<UInt32> = []
        for edit in edits {
            let hash = edit.id.withUnsafeBytes { StringHash.hash($0) }
            if let codes = codesByHash[hash] { asked.formUnion(codes) }
            rows.idPrefixes.forEachRest(of: edit.id) {
                if let codes = codesByHash[StringHash.hash($0)] { asked.formUnion(codes) }
            }
        }
        return asked
    }

    private mutating func set(_ code: UInt32, _ row: Int?) {
        let old = rows[Int(code)]
        let new = row.map { UInt32($0) } ?? Self.noRow
        guard old != new else { return }
        rows[Int(code)] = new
        if old != Self.noRow {
            codesByRow[old]?.removeAll { $0 == code }
            if codesByRow[old]?.isEmpty == true { codesByRow[old] = nil }
        }
        if new != Self.noRow {
            codesByRow[new, default: []].append(code)
            codesByRow[new]?.sort()
        }
    }

    /// Hashes of the document ids, and suffixes of document ids, that the reference may match.
    private static func hashes(_ reference: ProductReference, _ rows: Generation) -> Set<UInt64> {
        ByteOrder.withUTF8(reference.text) { text in
            let own = Array(reference.prefix.utf8) + ProductIDPrefixes.escaped(text)
            var hashes: Set = [StringHash.hash(text), own.withUnsafeBytes { StringHash.hash($0) }]
            if text.starts(with: rows.canonicalPrefix) {
                let id = text[rows.canonicalPrefix.count...]
                hashes.insert(StringHash.hash(UnsafeRawBufferPointer(rebasing: id)))
            }
            return hashes
        }
    }
}
