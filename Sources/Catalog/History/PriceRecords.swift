import DocumentStore
import ProtobufWire

// The records of the price history. Sale prices are derived, and so is their history: from the
// product before each change of its base price, category or brand, and from each rule before each
// of its changes. A re-price of a million products by one rule is one record.
//
// changes of a product := version: u8 = 1 | entry*, newest first
// entry       := field 1, a message {1 time (microseconds), 2 price before (cents),
//                3 category key before, 4 brand key before (absent: as after), 5 by a sync}
// change of a rule := version: u8 = 1 | 0, it did not exist | 1, its fields before (MapValue bytes)
//                | 2, it was too large to keep
// Stored on disk: append fields and versions, never change one.

/// A product's state before a change that may affect its price.
struct BaseChange: Equatable, Sendable {
    /// Microseconds since 1970.
    var time: Int64
    /// Cents; 0 is none.
    var price: Int32
    /// Nil where the change did not affect it.
    var categoryKey: String?
    var brandKey: String?
    var isBySync: Bool

    private static let version: UInt8 = 1

    /// Parses a record; nil for anything else.
    static func all(_ value: [UInt8]) -> [BaseChange]? {
        guard value.first == version else { return nil }
        return try? withWireReader(Array(value.dropFirst())) { reader throws(WireError) in
            var changes: [BaseChange] = []
            while let field = try reader.nextField() {
                guard field.number == 1 else {
                    try reader.skip(field.type)
                    continue
                }
                try reader.expect(.lengthDelimited, of: field)
                var entry = try reader.message()
                changes.append(try BaseChange(&entry))
            }
            return changes
        }
    }

    private init(_ reader: inout WireReader) throws(WireError) {
        self.init(time: 0, price: 0, isBySync: false)
        while let field = try reader.nextField() {
            switch (field.number, field.type) {
            case (1, .varint): time = Int64(bitPattern: try reader.varint())
            case (2, .varint): price = Int32(truncatingIfNeeded: try reader.varint())
            case (3, .lengthDelimited): categoryKey = try reader.string(field: 3)
            case (4, .lengthDelimited): brandKey = try reader.string(field: 4)
            case (5, .varint): isBySync = try reader.varint() != 0
            default: try reader.skip(field.type)
            }
        }
    }

    init(
        time: Int64, price: Int32, categoryKey: String? = nil, brandKey: String? = nil,
        isBySync: Bool
    ) {
        self.time = time
        self.price = price
        self.categoryKey = categoryKey
        self.brandKey = brandKey
        self.isBySync = isBySync
    }

    /// The record of `changes`, newest first; beyond the limit the oldest are dropped.
    static func record(_ changes: [BaseChange]) -> [UInt8] {
        var writer = WireWriter(appendingTo: [version])
        for change in changes.prefix(CatalogLimits.baseChangesMax) {
            writer.message(1) { entry in
                entry.int64(1, change.time)
                entry.int64(2, Int64(change.price))
                if let key = change.categoryKey { entry.string(3, key) }
                if let key = change.brandKey { entry.string(4, key) }
                if change.isBySync { entry.bool(5, true) }
            }
        }
        return writer.bytes
    }
}

/// A rule's state before a change.
struct RuleChange: Equatable, Sendable {
    enum Before: Equatable, Sendable {
        case missing
        /// MapValue bytes.
        case fields([UInt8])
        case notKept
    }

    private static let version: UInt8 = 1

    /// Microseconds since 1970.
    let time: Int64
    let ruleID: String
    let before: Before

    /// The key under which it is stored.
    func key(org: String) -> [UInt8] {
        var key = ColumnKey.prefix(ColumnKey.ruleChangeKind, org: org)
        withUnsafeBytes(of: UInt64(bitPattern: time).bigEndian) { key.append(contentsOf: $0) }
        return key + Array(ruleID.utf8)
    }

    /// The value that is stored.
    var value: [UInt8] {
        switch before {
        case .missing: [Self.version, 0]
        case .fields(let bytes): [Self.version, 1] + bytes
        case .notKept: [Self.version, 2]
        }
    }

    /// The record that what rules were up to `time` is not known any more.
    static func lost(at time: Int64, ruleID: String = "repair") -> RuleChange {
        RuleChange(time: time, ruleID: ruleID, .notKept)
    }

    private init(time: Int64, ruleID: String, _ before: Before) {
        self.time = time
        self.ruleID = ruleID
        self.before = before
    }

    init(time: Int64, ruleID: String, before: [UInt8]?) {
        self.time = time
        self.ruleID = ruleID
        self.before =
            before.map {
                $0.count <= CatalogLimits.ruleChangeBytesMax ? .fields($0) : .notKept
            } ?? .missing
    }

    /// Parses the record under `key`, whose first `prefix` bytes are the tenant's prefix; nil for
    /// anything else.
    init?(key: UnsafeRawBufferPointer, prefix: Int, value: UnsafeRawBufferPointer) {
        guard key.count > prefix + 8, value.count >= 2, value[0] == Self.version else { return nil }
        time = key[prefix..<(prefix + 8)].reduce(Int64(0)) { $0 << 8 | Int64($1) }
        ruleID = String(decoding: key[(prefix + 8)...], as: UTF8.self)
        switch value[1] {
        case 0: before = .missing
        case 1: before = .fields([UInt8](value[2...]))
        case 2: before = .notKept
        default: return nil
        }
    }
}
