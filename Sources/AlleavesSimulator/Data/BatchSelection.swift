import CivilTime
import JSON

/// The batches that a request to `/inventory/batch/search` selects.
struct BatchSelection: Sendable {
    var ids: [Int]?
    var expiringWithinDays: Int?
    var categories: [String]?
    var minQuantity = 0

    init(_ body: JSONValue) {
        ids = body["ids"]?.array?.compactMap(\.integer)
        expiringWithinDays = body["expiringWithinDays"]?.integer
        categories = body["categories"]?.array?.compactMap(\.string)
        minQuantity = body["minQuantity"]?.integer ?? 0
    }

    func takes(expires: CivilDate?, onHand: Int, category: String, today: CivilDate) -> Bool {
        if onHand < minQuantity { return false }
        if let categories, !categories.contains(category) { return false }
        guard let days = expiringWithinDays else { return true }
        guard let expires else { return false }
        return expires > today && expires.number - today.number <= Int64(days)
    }
}
