/// Numbers of MenuItem's fields, Protocol/menu.proto, that code asks for by name. Those that a
/// document's field gives stand in the table, ``ProductField``, too; tests hold both to the proto.
enum MenuItemNumber {
    static let id: UInt32 = 1
    static let externalId: UInt32 = 2
    static let name: UInt32 = 3
    static let brandName: UInt32 = 4
    static let category: UInt32 = 5
    static let rawCategory: UInt32 = 6
    static let conditionalOffers: UInt32 = 18
    static let stock: UInt32 = 19
    static let strain: UInt32 = 23
    static let expirationDate: UInt32 = 33
    static let updatedAt: UInt32 = 34
    static let categoryPath: UInt32 = 35
    static let daysUntilExpiry: UInt32 = 40
    static let expired: UInt32 = 41

    /// All of them by name.
    static let all: [String: UInt32] = [
        "id": id, "externalId": externalId, "name": name, "brandName": brandName,
        "category": category, "rawCategory": rawCategory,
        "conditionalOffers": conditionalOffers, "stock": stock, "strain": strain,
        "expirationDate": expirationDate, "updatedAt": updatedAt, "categoryPath": categoryPath,
        "daysUntilExpiry": daysUntilExpiry, "expired": expired,
    ]
}
