import DocumentStore
import FirestoreModel
import ProtobufWire
import StatusCodes

/// An entry of the `columns` family taken apart, for those who look at a store without opening it.
/// Damaged bytes throw `corruption`; none trap.
package enum ColumnEntryDecoder {
    /// What a catalog starts from, one for each public product.
    case row(org: String, id: String, StoredColumnRow)
    /// What a store's catalog starts from: the product as the location has it.
    case storeRow(org: String, location: String, id: String, StoredColumnRow)
    /// When a tenant's rules last changed, in microseconds since 1970.
    case rulesTime(org: String, Int64)
    /// What a product was before each change that its price could follow, newest first.
    case baseChanges(org: String, id: String, [String])
    /// What a rule was before a change at a time in microseconds since 1970.
    case ruleChange(org: String, ruleID: String, time: Int64, before: String)

    /// Takes a key and its value apart.
    package init(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) throws(Status) {
        switch key.first {
        case ColumnKey.rowKind:
            let (org, id, _) = try Self.tenantKey(key)
            self = .row(org: org, id: id, try StoredColumnRow(value))
        case ColumnKey.storeRowKind:
            guard let (org, location, idStart) = ColumnKey.parse(key) else {
                throw Self.damaged("key")
            }
            self = .storeRow(
                org: String(decoding: org, as: UTF8.self),
                location: String(decoding: location, as: UTF8.self),
                id: String(decoding: key[idStart...], as: UTF8.self), try StoredColumnRow(value))
        case ColumnKey.rulesTimeKind:
            guard value.count == 8 else { throw Self.damaged("\(value.count) bytes of a time") }
            self = .rulesTime(
                org: String(decoding: key.dropFirst(), as: UTF8.self),
                Int64(littleEndian: value.loadUnaligned(as: Int64.self)))
        case ColumnKey.baseChangesKind:
            let (org, id, _) = try Self.tenantKey(key)
            guard let changes = BaseChange.all([UInt8](value)) else {
                throw Self.damaged("changes of a base price")
            }
            self = .baseChanges(org: org, id: id, changes.map(Self.text))
        case ColumnKey.ruleChangeKind:
            let (org, _, start) = try Self.tenantKey(key)
            guard let change = RuleChange(key: key, prefix: start, value: value) else {
                throw Self.damaged("change of a rule")
            }
            self = .ruleChange(
                org: org, ruleID: change.ruleID, time: change.time, before: Self.text(change))
        default: throw Self.damaged("kind \(key.first.map { "\($0)" } ?? "missing") of a key")
        }
    }

    /// The key of a product's row.
    package static func rowKey(org: String, id: String) -> [UInt8] {
        ColumnKey.prefix(org: org) + Array(id.utf8)
    }

    /// The key of a product's row at a store.
    package static func storeRowKey(org: String, location: String, id: String) -> [UInt8] {
        ColumnKey.storePrefix(org: org, location: location) + Array(id.utf8)
    }

    /// The tenant of a key, what follows it, and where that starts.
    private static func tenantKey(
        _ key: UnsafeRawBufferPointer
    ) throws(Status) -> (org: String, rest: String, start: Int) {
        guard let (org, start) = ColumnKey.tenant(key) else { throw damaged("key") }
        return (
            String(decoding: org, as: UTF8.self), String(decoding: key[start...], as: UTF8.self),
            start
        )
    }

    private static func text(_ change: BaseChange) -> String {
        var parts = ["at \(change.time): \(change.price) cents before"]
        if let category = change.categoryKey { parts.append("category \(category)") }
        if let brand = change.brandKey { parts.append("brand \(brand)") }
        if change.isBySync { parts.append("by a sync") }
        return parts.joined(separator: ", ")
    }

    private static func text(_ change: RuleChange) -> String {
        switch change.before {
        case .missing: "did not exist"
        case .fields(let bytes): "\(bytes.count) bytes of fields"
        case .notKept: "too large, not kept"
        }
    }

    fileprivate static func damaged(_ what: String) -> Status {
        Status(.corruption, "columns", "damaged \(what)")
    }
}

/// A row of the `columns` family, stored or derived anew.
package struct StoredColumnRow: Equatable {
    package let isActive: Bool
    package let isInStock: Bool
    package let isDeleted: Bool
    /// Whether an expiry date ends the item's bytes.
    package let isDated: Bool
    package let priceCents: Int32
    /// What the POS last said, hashed; 0 after a write by anybody else.
    package let sourceHash: UInt64
    /// The category's path and the brand, as rules match them.
    package let category: String
    package let brand: String
    /// The id of the location that the price is of; nil where the product says nothing of
    /// locations, empty for none of them.
    package let store: String?
    /// A MenuItem without its sale fields.
    package let item: [UInt8]

    init(_ value: UnsafeRawBufferPointer) throws(Status) {
        guard let view = StoredRowView(value) else {
            let version = value.first.map { "\($0)" } ?? "missing"
            throw ColumnEntryDecoder.damaged("row of version \(version)")
        }
        self.init(
            view.flags, view.price, view.sourceHash, [UInt8](view.category), [UInt8](view.brand),
            [UInt8](view.store), [UInt8](view.item))
    }

    /// The row that this program derives from a public product, with a stored row's hash.
    package init(
        derivedFrom document: RawDocument, id: String, sourceHash: UInt64
    ) throws(Status) {
        do throws(WireError) {
            let row = try DerivedRow(
                id: Array(id.utf8), fields: document.fields, updateTime: document.updateTime)
            self.init(StoredRow(row, sourceHash: sourceHash))
        } catch {
            throw Status(.corruption, "document fields", "\(error)")
        }
    }

    /// The rows that this program derives for the stores that a public product names, by location.
    package static func stores(
        derivedFrom document: RawDocument, id: String
    ) throws(Status) -> [String: StoredColumnRow] {
        do throws(WireError) {
            return try StoreRows(
                id: Array(id.utf8), fields: document.fields, updateTime: document.updateTime
            ).rows.mapValues { StoredColumnRow($0) }
        } catch {
            throw Status(.corruption, "document fields", "\(error)")
        }
    }

    private init(_ row: StoredRow) {
        self.init(
            row.flags, row.price, row.sourceHash, row.category, row.brand, row.store, row.item)
    }

    private init(
        _ flags: RowFlags, _ price: Int32, _ hash: UInt64, _ category: [UInt8], _ brand: [UInt8],
        _ store: [UInt8], _ item: [UInt8]
    ) {
        isActive = flags.contains(.active)
        isInStock = flags.contains(.inStock)
        isDeleted = flags.contains(.deleted)
        isDated = flags.contains(.dated)
        priceCents = price
        sourceHash = hash
        self.category = String(decoding: category, as: UTF8.self)
        self.brand = String(decoding: brand, as: UTF8.self)
        self.store = flags.contains(.ofStores) ? String(decoding: store, as: UTF8.self) : nil
        self.item = item
    }
}
