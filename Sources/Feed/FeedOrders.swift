import FeedMapping
import PointOfSale
import Pricing

/// The orders of a feed, assembled from its lines by order id.
struct FeedOrders: Sendable {
    private var orders: [POSOrder] = []
    private var indices: [String: Int] = [:]
    private var contradicted: Set<Contradiction> = []
    /// Lines of earlier pages, and of the current one.
    private var known: Set<FeedOrderLine> = []
    private var current: [FeedOrderLine] = []
    /// Orders of which a line came on two pages.
    private var repeated: Set<String> = []
    /// Whether a line came on two pages.
    var hasRepeated: Bool { !repeated.isEmpty }
    private(set) var report = FeedReport()

    /// A field that the lines of an order say differently.
    private struct Contradiction: Hashable {
        let index: Int
        let field: FeedField
    }

    /// Begins another page.
    mutating func beginPage() {
        known.formUnion(current)
        current = []
    }

    /// Adds one line. What every line of an order repeats must be the same: a field that lines say
    /// differently is unreadable.
    mutating func add(_ line: FeedOrderLine) {
        // How often it was sold then is not known.
        if known.contains(line) { repeated.insert(line.id) }
        current.append(line)
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
        guard known != said, !Self.isSame(known, said, field) else { return }
        orders[index][keyPath: path] = nil
        orders[index].unreadable.note("orders.\(field.rawValue)", in: other.id)
        contradicted.insert(contradiction)
    }

    /// Whether two texts are the same moment, written in two zones.
    private static func isSame<Value>(_ one: Value, _ other: Value, _ field: FeedField) -> Bool {
        guard field == .created || field == .updated, let one = one as? String,
            let other = other as? String, hasZone(one), hasZone(other),
            let first = RuleZone.utc.milliseconds(one)
        else { return false }
        return first == RuleZone.utc.milliseconds(other)
    }

    /// Whether a time says its offset: behind the clock, where a date has its hyphens.
    private static func hasZone(_ text: String) -> Bool {
        text.utf8.dropFirst("yyyy-mm-dd".utf8.count).contains { "Zz+-".utf8.contains($0) }
    }

    mutating func end(_ report: FeedReport) {
        self.report = report
        orders.removeAll { repeated.contains($0.id) }
        for index in orders.indices where orders[index].dateCreated == nil {
            guard !orders[index].unreadable.holds("orders.created") else { continue }
            orders[index].unreadable.note("orders.created", in: orders[index].id)
        }
        (indices, contradicted, known, current) = ([:], [], [], [])
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
