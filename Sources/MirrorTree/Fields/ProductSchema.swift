import FirestoreModel

/// What follows from the table of a product's fields, ``ProductField``.
public enum ProductSchema {
    /// Fields that a sync makes of an item of the inventory, in document order.
    public static let mapped = ProductField.allCases.filter {
        $0.entry.owner == .sync || $0.entry.owner == .syncOrAgents
    }

    /// Fields of an entry of ``ProductField/locations``, in document order: all of them in the
    /// canonical product, those of ``publicPerLocation`` in the public one.
    public static let perLocation = mapped.filter { $0.entry.perLocation != nil }
    public static let publicPerLocation = perLocation.filter { $0.entry.documents == .all }

    /// Fields of the canonical product that a sync owns whole.
    public static let canonicalOwned = ProductField.allCases.filter { $0.entry.owner == .sync }

    /// Fields of the public product that a sync owns whole.
    public static let publicOwned = canonicalOwned.filter { $0.entry.documents == .all }

    /// The sale fields of a public product document: derived from the rules on every read, and
    /// refused in every write.
    public static let sale = ProductField.allCases.filter { $0.entry.owner == .rules }

    /// Those that stores of an earlier version may hold as fields of somebody's own.
    package static let laterSale: [ProductField] = [.bogoUnitPrice, .conditionalOffers]
    package static let laterSaleKeys = FieldKeySet(laterSale.map(\.rawValue))

    /// Tells apart programs that make other documents of the same item.
    public static let mappingFingerprint = fingerprint(mapped)

    /// Tells apart programs that make other rows of the same document.
    package static let rowFingerprint = fingerprint(
        ProductField.allCases.filter {
            $0.entry.number != nil || $0.entry.column != nil || $0.entry.owner == .rules
        })

    /// FNV-1a over the table's lines: it is stored, so it may not depend on the machine.
    package static func fingerprint(_ fields: [ProductField]) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for field in fields {
            let entry = field.entry
            let line =
                "\(field.rawValue) \(entry.documents.rawValue) \(entry.owner.rawValue)"
                + " \(entry.kind.rawValue) \(entry.number ?? 0) \(entry.column?.rawValue ?? "")"
                + (entry.perLocation.map { " \($0.rawValue)\n" } ?? "\n")
            for byte in line.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        return hash
    }
}
