import MirrorTree
import Ordering

// The `columns` family (Protocol/format.md). Stored on disk: append a new version, never change
// one.
//
// key   := 01 | escaped utf8 of the org id | 00 01 | utf8 of the product document's id
// value := version: u8 = 2 | flags: u8 (RowFlags) | price: i32 cents
//        | source hash: u64 | category length: u16 | brand length: u16 | category | brand
//        | store, of a row flagged as of stores | MenuItem without sale fields
//                                                      (version 1 had only the last segment of the
//        path)
// store := length: u16 | utf8 of the id of the location that the price is of, empty for none
// or, of a store, the row of the product as that location has it (StoreRows):
// key   := 05 | escaped org | 00 01 | escaped location id | 00 01 | utf8 of the document's id
// value := as of 01; flagged as of stores, without a store
// or, when a tenant's rules last changed:
// key   := 02 | utf8 of the org id
// value := microseconds since 1970: i64
// or, how a product's base price came to be, and what a rule was before a change (PriceRecords):
// key   := 03 | escaped org | 00 01 | utf8 of the product document's id
// key   := 04 | escaped org | 00 01 | microseconds: u64 big-endian | utf8 of the rule's id
// Integers are little-endian. escaped: every 00 is followed by FF, as in document keys.

/// A row of the `columns` family, from which a catalog loads without reading documents.
struct StoredRow: Equatable {
    static let version: UInt8 = 2
    /// Increment it when ``DerivedRow`` or the table of families yields another row for the same
    /// document by the same ``ProductField``.
    private static let mapping: UInt64 = 3
    /// Version of the derivation; a change rebuilds all rows. Follows from the table of fields,
    /// from how rows are derived and from how they are stored.
    static let derivation: UInt64 =
        (ProductSchema.rowFingerprint ^ UInt64(version)) &* 0x9E37_79B9_7F4A_7C15 &+ mapping
    static let headerBytes = 18
    /// Where the source hash is in a row's bytes.
    static let sourceHashRange = 6..<14

    var flags: RowFlags
    var price: Int32
    var sourceHash: UInt64
    var category: [UInt8]
    var brand: [UInt8]
    /// The id of the location that the price is of; empty unless ``RowFlags/ofStores``.
    var store: [UInt8]
    var item: [UInt8]

    /// The row of a product that no location says anything of and no POS knows: it is at every
    /// store.
    var isEverywhere: Bool {
        !flags.contains(.ofStores) && item.withUnsafeBytes { MenuItemID.ownID(of: $0) } == nil
    }

    init(_ derived: DerivedRow, sourceHash: UInt64) {
        flags = derived.flags
        price = derived.price
        self.sourceHash = sourceHash
        category = Array(derived.category.prefix(Int(UInt16.max)))
        brand = Array(derived.brand.prefix(Int(UInt16.max)))
        store = derived.store
        item = derived.item
    }

    /// A row of no store.
    init(flags: RowFlags, price: Int32, category: [UInt8], brand: [UInt8], item: [UInt8]) {
        self.flags = flags
        self.price = price
        sourceHash = 0
        self.category = category
        self.brand = brand
        store = []
        self.item = item
    }

    /// The stored bytes.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        let names = category.count + brand.count + store.count
        bytes.reserveCapacity(Self.headerBytes + names + 2 + item.count)
        bytes.append(Self.version)
        bytes.append(flags.rawValue)
        bytes.appendLittleEndian(UInt32(bitPattern: price))
        bytes.appendLittleEndian(sourceHash)
        bytes.appendLittleEndian(UInt16(category.count))
        bytes.appendLittleEndian(UInt16(brand.count))
        bytes += category
        bytes += brand
        if flags.contains(.ofStores) {
            bytes.appendLittleEndian(UInt16(store.count))
            bytes += store
        }
        bytes += item
        return bytes
    }
}

/// A view of a stored row of the `columns` family.
struct StoredRowView {
    let flags: RowFlags
    let price: Int32
    let sourceHash: UInt64
    /// The bytes of category, brand and store, concatenated as stored.
    let names: UnsafeRawBufferPointer
    let category: UnsafeRawBufferPointer
    let brand: UnsafeRawBufferPointer
    let store: UnsafeRawBufferPointer
    let item: UnsafeRawBufferPointer

    /// Nil where `value` is no row of a known version.
    init?(_ value: UnsafeRawBufferPointer) {
        let header = StoredRow.headerBytes
        guard value.count >= header, value[0] == StoredRow.version else { return nil }
        let categoryEnd = header + Int(Self.load(UInt16.self, 14, of: value))
        let brandEnd = categoryEnd + Int(Self.load(UInt16.self, 16, of: value))
        guard brandEnd <= value.count else { return nil }
        flags = RowFlags(rawValue: value[1])
        // A row of a document that is gone is not stored.
        guard flags.isSubset(of: [.active, .inStock, .dated, .ofStores]) else { return nil }
        var storeStart = brandEnd
        var storeEnd = brandEnd
        if flags.contains(.ofStores) {
            guard brandEnd + 2 <= value.count else { return nil }
            storeStart = brandEnd + 2
            storeEnd = storeStart + Int(Self.load(UInt16.self, brandEnd, of: value))
            guard storeEnd <= value.count else { return nil }
        }
        price = Self.load(Int32.self, 2, of: value)
        sourceHash = Self.load(UInt64.self, 6, of: value)
        guard price >= 0 else { return nil }
        names = UnsafeRawBufferPointer(rebasing: value[header..<storeEnd])
        category = UnsafeRawBufferPointer(rebasing: value[header..<categoryEnd])
        brand = UnsafeRawBufferPointer(rebasing: value[categoryEnd..<brandEnd])
        store = UnsafeRawBufferPointer(rebasing: value[storeStart..<storeEnd])
        item = UnsafeRawBufferPointer(rebasing: value[storeEnd...])
    }

    /// Whether the item is one of the product `id`, and long enough for what is read without a
    /// look at its length.
    func isOf(_ id: UnsafeRawBufferPointer) -> Bool {
        MenuItemID.begins(item, with: id)
            && (!flags.contains(.dated) || item.count >= id.count + ExpiryDay.byteCount)
    }

    /// The source hash of a row of any version so far; nil for anything else.
    static func sourceHash(ofAnyVersion value: [UInt8]) -> UInt64? {
        guard value.count >= StoredRow.headerBytes, (1...StoredRow.version).contains(value[0])
        else { return nil }
        return value.withUnsafeBytes { load(UInt64.self, 6, of: $0) }
    }

    private static func load<Word: FixedWidthInteger>(
        _ type: Word.Type, _ offset: Int, of value: UnsafeRawBufferPointer
    ) -> Word {
        Word(littleEndian: value.loadUnaligned(fromByteOffset: offset, as: Word.self))
    }
}

/// Keys of the `columns` family.
enum ColumnKey {
    /// First byte of every row's key; other kinds may follow it.
    static let rowKind: UInt8 = 1
    /// First byte of the keys of the times at which tenants' rules last changed.
    static let rulesTimeKind: UInt8 = 2

    /// Key of the time at which the tenant's rules last changed.
    static func rulesTime(org: String) -> [UInt8] { [rulesTimeKind] + Array(org.utf8) }

    /// First byte of the keys of the changes of products' base prices.
    static let baseChangesKind: UInt8 = 3
    /// First byte of the keys of the changes of rules.
    static let ruleChangeKind: UInt8 = 4

    /// First byte of the keys of stores' rows.
    static let storeRowKind: UInt8 = 5

    /// The prefix of the keys of a store's rows.
    static func storePrefix(org: String, location: String) -> [UInt8] {
        prefix(storeRowKind, org: org) + escaped(location)
    }

    /// The prefix of the keys of a tenant's rows.
    static func prefix(org: String) -> [UInt8] { prefix(rowKind, org: org) }

    /// The prefix of a tenant's keys of one kind.
    static func prefix(_ kind: UInt8, org: String) -> [UInt8] { [kind] + escaped(org) }

    /// The text and its end.
    private static func escaped(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            bytes.append(byte)
            if byte == 0 { bytes.append(0xFF) }
        }
        return bytes + [0, 1]
    }

    /// Whose row a key of either kind is, and where the product's id starts; the location is empty
    /// for the tenant's own. Nil where it is not a row's.
    static func parse(
        _ key: UnsafeRawBufferPointer
    ) -> (org: [UInt8], location: [UInt8], idStart: Int)? {
        guard let (org, end) = tenant(key) else { return nil }
        switch key[0] {
        case rowKind: return (org, [], end)
        case storeRowKind:
            guard let (location, idStart) = text(key, from: end), !location.isEmpty else {
                return nil
            }
            return (org, location, idStart)
        default: return nil
        }
    }

    /// The org of a key of any kind but ``rulesTimeKind``, and where it ends; nil where it has
    /// none.
    static func tenant(_ key: UnsafeRawBufferPointer) -> (org: [UInt8], end: Int)? {
        guard key.count > 3 else { return nil }
        return text(key, from: 1).map { (org: $0.text, end: $0.end) }
    }

    /// An escaped text and where what follows it starts.
    private static func text(
        _ key: UnsafeRawBufferPointer, from start: Int
    ) -> (text: [UInt8], end: Int)? {
        var text: [UInt8] = []
        var offset = start
        while offset + 1 < key.count {
            if key[offset] != 0 {
                text.append(key[offset])
                offset += 1
            } else if key[offset + 1] == 0xFF {
                text.append(0)
                offset += 2
            } else {
                guard key[offset + 1] == 1 else { return nil }
                return (text, offset + 2)
            }
        }
        return nil
    }
}
