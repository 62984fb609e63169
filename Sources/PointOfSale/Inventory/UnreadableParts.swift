/// Unreadable fields of a row that must not count as absent: bits of its flags slot above those of
/// ``InventoryFlag``.
package enum UnreadableParts {
    /// A quantity or a price.
    package static let amount: Int64 = 1 << 10
    package static let expiry: Int64 = 1 << 11
    package static let cost: Int64 = 1 << 12
    package static let all = amount | expiry | cost
    /// All of it: it has bytes that are not UTF-8. Never stored: nothing is made of such rows.
    package static let row: Int64 = 1 << 13
    /// The bit of the whole row among those of unreadable fields.
    private static let rowCode: UInt64 = 1 << 62

    private static let amountCodes = codes([.onHand, .available] + InventoryField.priceFields)
    private static let expiryCodes = codes([.dateExpire, .expirationDate])
    private static let costCodes = codes([.costOfGood, .batchCostOfGood])

    private static func codes(_ fields: [InventoryField]) -> UInt64 {
        fields.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
    }

    /// The parts for the set bits of unreadable fields, by ``FieldAction/code``.
    package static func of(_ bits: UInt64) -> Int64 {
        guard bits & rowCode == 0 else { return all | row }
        return (bits & amountCodes != 0 ? amount : 0) | (bits & expiryCodes != 0 ? expiry : 0)
            | (bits & costCodes != 0 ? cost : 0)
    }
}
