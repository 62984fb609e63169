import FeedMapping
import PointOfSale

/// The orders of a feed, assembled from its lines by order id.
struct FeedOrders: Sendable {
    private var orders: [POSOrder] = []
    private var places: [String: Int] = [:]
    private(set) var report = FeedReport()

    /// Adds one line. For fields that every line of an order repeats, the first line counts.
    mutating func add(_ line: FeedOrderLine) {
        let place = places[line.id] ?? orders.count
        if place == orders.count {
            places[line.id] = place
            orders.append(Self.order(line))
        }
        guard line.hasItem else { return }
        var item = POSOrder.Item()
        item.idItem = line.itemID
        item.name = line.itemName
        item.category = line.itemCategory
        item.quantityThousandths = line.quantityThousandths
        item.priceCents = line.priceCents
        for field in line.unreadable.intersection(FeedOrderLine.itemFields) {
            item.unreadable.note("orders.items.\(field.rawValue)", in: line.id)
        }
        orders[place].unreadable.merge(item.unreadable)
        orders[place].items.append(item)
    }

    private static func order(_ line: FeedOrderLine) -> POSOrder {
        var order = POSOrder(id: line.id)
        order.idCustomer = line.customerID
        order.customer.firstName = line.firstName
        order.customer.lastName = line.lastName
        order.customer.fullName = line.fullName
        let joined = [line.firstName, line.lastName].compactMap { $0 }.joined(separator: " ")
        order.customer.displayName = joined.isEmpty ? line.fullName : joined
        order.customer.email = line.email
        order.customer.phone = line.phone
        order.status = line.status
        order.dateCreated = line.created
        order.dateUpdated = line.updated
        order.subtotalCents = line.subtotalCents
        order.taxCents = line.taxCents
        order.discountCents = line.discountCents
        order.totalCents = line.totalCents
        order.orderNumber = line.number
        order.idLocation = line.store
        for field in line.unreadable.subtracting(FeedOrderLine.itemFields) {
            order.unreadable.note("orders.\(field.rawValue)", in: line.id)
        }
        return order
    }

    mutating func end(_ report: FeedReport) {
        self.report = report
        places = [:]
    }

    /// The orders of the days `start` through `end`, by their own dates.
    func between(_ start: CalendarDate, _ end: CalendarDate) -> [POSOrder] {
        orders.filter { order in
            guard let day = order.dateCreated.flatMap({ CalendarDate($0.utf8) }) else {
                return false
            }
            return start <= day && day <= end
        }
    }
}
