import FeedMapping
import PointOfSale

/// The orders of a feed, assembled from its lines by order id.
struct FeedOrders: Sendable {
    private var orders: [POSOrder] = []
    private var indices: [String: Int] = [:]
    private var contradicted: Set<Contradiction> = []
    private(set) var report = FeedReport()

    /// A field that the lines of an order say differently.
    private struct Contradiction: Hashable {
        let index: Int
        let field: FeedField
    }

    /// Adds one line. What every line of an order repeats must be the same: a field that lines say
    /// differently is unreadable.
    mutating func add(_ line: FeedOrderLine) {
        let index = indices[line.id] ?? orders.count
        if index == orders.count {
            indices[line.id] = index
            orders.append(Self.order(line))
        } else {
            compare(index, Self.order(line))
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
        orders[index].unreadable.merge(item.unreadable)
        orders[index].items.append(item)
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
        if line.created == nil, !line.unreadable.contains(.created) {
            order.unreadable.note("orders.created", in: line.id)
        }
        return order
    }

    private mutating func compare(_ index: Int, _ other: POSOrder) {
        meet(index, other, \.status, .status)
        meet(index, other, \.dateCreated, .created)
        meet(index, other, \.dateUpdated, .updated)
        meet(index, other, \.subtotalCents, .subtotal)
        meet(index, other, \.taxCents, .tax)
        meet(index, other, \.discountCents, .discount)
        meet(index, other, \.totalCents, .total)
        meet(index, other, \.idCustomer, .customerId)
        meet(index, other, \.idLocation, .store)
        meet(index, other, \.customer.email, .email)
    }

    /// A line that leaves the field out contradicts nobody.
    private mutating func meet<Value: Equatable>(
        _ index: Int, _ other: POSOrder, _ path: WritableKeyPath<POSOrder, Value?>,
        _ field: FeedField
    ) {
        let contradiction = Contradiction(index: index, field: field)
        guard let said = other[keyPath: path], !contradicted.contains(contradiction) else { return }
        guard let known = orders[index][keyPath: path] else {
            orders[index][keyPath: path] = said
            return
        }
        guard known != said else { return }
        orders[index][keyPath: path] = nil
        orders[index].unreadable.note("orders.\(field.rawValue)", in: other.id)
        contradicted.insert(contradiction)
    }

    mutating func end(_ report: FeedReport) {
        self.report = report
        indices = [:]
        contradicted = []
    }

    /// Orders of which no date can be read.
    var undated: [POSOrder] { orders.filter { Self.day($0) == nil } }

    private static func day(_ order: POSOrder) -> CalendarDate? {
        order.dateCreated.flatMap { CalendarDate($0.utf8) }
    }

    /// The orders of the days `start` through `end`, by their own dates.
    func between(_ start: CalendarDate, _ end: CalendarDate) -> [POSOrder] {
        orders.filter { order in
            guard let day = Self.day(order) else { return false }
            return start <= day && day <= end
        }
    }
}
