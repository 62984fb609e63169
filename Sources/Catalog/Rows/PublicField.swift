import FirestoreModel

/// The fields of a public product document that its menu item is built from, in document order
/// (UTF-8 of the names).
enum PublicField: Int, CaseIterable {
    case brandName, category, categoryPath, cbdMg, cbdPercent, effects, expirationDate, externalId
    case imageUrl, inStock, isActive, name, onHand, price, priceSource, rawCategory, retailPrice
    case sku, stock, strain, strainType, terpenes, thcMg, thcPercent, uom

    static let names: [[UInt8]] = allCases.map { Array("\($0)".utf8) }

    /// The field called `name`. `next` is a hint, the field after the last one found: documents
    /// have sorted fields, so it is nearly always right.
    @inline(__always)
    static func named(_ name: UnsafeRawBufferPointer, next: inout Int) -> PublicField? {
        // Skips fields that the document lacks; an unsorted field is searched from the beginning.
        guard let index = index(of: name, in: next..<names.count) ?? index(of: name, in: 0..<next)
        else { return nil }
        next = index + 1
        return PublicField(rawValue: index)
    }

    private static func index(of name: UnsafeRawBufferPointer, in range: Range<Int>) -> Int? {
        range.first { name.count == names[$0].count && name.elementsEqual(names[$0]) }
    }
}

/// The sale fields of a public product document. They are derived from the rules on every read and
/// never stored.
public enum SaleField: String, CaseIterable, Sendable {
    case bogoUnitPrice, conditionalOffers, discountId, discountName, isOnSale, lastDiscountSyncAt
    case originalPrice, saleBadgeText, saleEndsAt, salePrice

    /// Sale fields introduced later: stores of an earlier version may have stored fields of these
    /// names.
    static let later: [SaleField] = [.bogoUnitPrice, .conditionalOffers]
    static let laterKeys = FieldKeySet(later.map(\.rawValue))

    private static let names = allCases.map { (field: $0, bytes: Array($0.rawValue.utf8)) }

    /// The sale field called `name`, if it is one.
    static func named(_ name: UnsafeRawBufferPointer) -> SaleField? {
        names.first { name.elementsEqual($0.bytes) }?.field
    }
}
