import CivilTime
import JSON
import Ordering
import Randomness

/// Generates customers and their orders (Protocol/alleaves.md, Orders and Customers). A value; any
/// thread.
struct PeopleGenerator: Sendable {
    static let idCustomerFirst = 5_000
    static let idOrderFirst = 100_000
    /// The days before `today` over which orders are spread evenly, oldest first.
    static let orderDays = 400

    let inventory: InventoryGenerator
    let customers: Int
    let orders: Int
    let rows: InventoryRowWriter

    func customerIndex(id: Int) -> Int? {
        let index = id - Self.idCustomerFirst
        return index >= 0 && index < customers ? index : nil
    }

    func orderIndex(id: Int) -> Int? {
        let index = id - Self.idOrderFirst
        return index >= 0 && index < orders ? index : nil
    }

    // MARK: - Customers

    private struct Person {
        let first: String
        let last: String
        let email: String?
        let phone: String?
    }

    /// About 4 % have contact data; 2 % are guests.
    private func person(_ index: Int) -> Person {
        var random = SeededRandom(seed: inventory.seed, stream: 10, index: index)
        let first = Vocabulary.firstNames[random.below(Vocabulary.firstNames.count)]
        let last = Vocabulary.lastNames[random.below(Vocabulary.lastNames.count)]
        let hasEmail = random.chance(4, of: 100)
        let hasPhone = random.chance(4, of: 100)
        let isGuest = random.chance(2, of: 100)
        return Person(
            first: isGuest ? "Guest" : first, last: isGuest ? "" : last,
            email: hasEmail ? "\(first).\(last).\(index)@example.com" : nil,
            phone: hasPhone ? "(315) 555-\(Self.fourDigits(index))" : nil)
    }

    private static func fourDigits(_ value: Int) -> String {
        let text = String(value % 10_000)
        return String(repeating: "0", count: 4 - text.count) + text
    }

    func customer(_ index: Int) -> JSONValue {
        let person = person(index)
        var random = SeededRandom(seed: inventory.seed, stream: 11, index: index)
        let since = inventory.today.adding(-random.between(1, 900))
        let spent = random.below(500_000)
        let count = random.below(60)
        var value = JSONValue.fields([
            "id_customer": .integer(Self.idCustomerFirst + index),
            "name_first": .string(person.first), "name_last": .string(person.last),
            "email": person.email.map { .string($0) } ?? .string(""),
            "phone": person.phone.map { .string($0) } ?? .null,
            "date_of_birth": .string(
                inventory.today.adding(-random.between(7_700, 25_000)).description),
            "city": .string("Syracuse"), "state": .string("NY"),
            "customer_since": .string("\(since.description)T15:04:05.000Z"),
            "date_created": .string("\(since.description)T15:04:05.000Z"),
        ])
        // Some orders have numbers as strings.
        let isText = random.chance(20, of: 100)
        value["total_spent"] = isText ? .string("\(spent / 100).00") : .cents(spent)
        value["order_count"] = isText ? .string(String(count)) : .integer(count)
        value["last_order_date"] = count > 0 ? .string(inventory.today.description) : .null
        value["loyalty_points"] = .null
        value["credit_balance"] = .integer(0)
        value["alpine_user_code"] = .null
        value["springbig_user_code"] = .null
        value["equity_status"] = .bool(false)
        return value
    }

    // MARK: - Orders

    /// Milliseconds since 1970; does not decrease with the index.
    func orderMilliseconds(_ index: Int) -> Int {
        let span = Self.orderDays * 86_400_000
        let step = max(span / max(orders, 1), 1)
        var random = SeededRandom(seed: inventory.seed, stream: 12, index: index)
        let jitter = step > 1 ? random.below(min(step, 1 << 30)) : 0
        let start = (Int(inventory.today.number) + 1 - Self.orderDays) * 86_400_000
        return start + span / max(orders, 1) * index + jitter
    }

    /// The indices of orders dated from one day through another.
    func orderRange(_ from: CivilDate, _ through: CivilDate) -> Range<Int> {
        let low = firstOrder(atOrAfter: Int(from.number) * 86_400_000)
        let high = firstOrder(atOrAfter: (Int(through.number) + 1) * 86_400_000)
        return low..<max(low, high)
    }

    private func firstOrder(atOrAfter milliseconds: Int) -> Int {
        (0..<orders).partitionPoint { orderMilliseconds($0) < milliseconds }
    }

    func order(_ index: Int) -> JSONValue {
        var random = SeededRandom(seed: inventory.seed, stream: 13, index: index)
        let id = Self.idOrderFirst + index
        let isIdText = random.chance(5, of: 100)
        var order = JSONValue.fields([
            isIdText ? "id" : "id_order": isIdText ? .string(String(id)) : .integer(id)
        ])
        addBuyer(&order, &random)
        let day = orderMilliseconds(index)
        order["date_created"] = .string(Self.timestamp(day))
        order["date_updated"] = .string(Self.timestamp(day + random.below(3_600_000)))
        let statuses = [
            "completed", "Completed", "COMPLETED", "completed", "voided", "Voided", "pending",
            "cancelled", "Processing", "ready", "delivered", "refunded", "on_hold", "completed",
        ]
        order["status"] = .string(statuses[random.below(statuses.count)])
        addItems(&order, &random)
        order["loyalty"] = .integer(0)
        order["points_earned"] = .null
        order["loyalties"] = .array([])
        order["type"] = .string(random.chance(80, of: 100) ? "in_store" : "pickup")
        return order
    }

    /// One order in five is a walk-in's: the customer's id is null, 0 or negative.
    private func addBuyer(_ order: inout JSONValue, _ random: inout SeededRandom) {
        guard customers > 0, !random.chance(20, of: 100) else {
            let ids: [JSONValue] = [.null, .integer(0), .integer(-1)]
            order["id_customer"] = ids[random.below(3)]
            order["name_first"] = .string("Guest")
            order["name_last"] = .string("")
            order["email"] = .string("no-email@alleaves.local")
            order["phone"] = .null
            return
        }
        let index = random.below(customers)
        let person = person(index)
        order["id_customer"] = .integer(Self.idCustomerFirst + index)
        order["name_first"] = .string(person.first)
        order["name_last"] = .string(person.last)
        order["email"] = .string(person.email ?? "no-email@alleaves.local")
        order["phone"] = .string(person.phone ?? "")
    }

    private func addItems(_ order: inout JSONValue, _ random: inout SeededRandom) {
        var lines: [JSONValue] = []
        var subtotal = 0
        let count = inventory.products > 0 ? random.between(1, 4) : 0
        for _ in 0..<count {
            let (line, cents) = line(&random)
            lines.append(line)
            subtotal += cents
        }
        let discount = random.chance(20, of: 100) ? subtotal / 10 : 0
        let tax = (subtotal - discount) * 13 / 100
        let isText = random.chance(30, of: 100)
        for (key, cents) in [
            ("subtotal", subtotal), ("tax", tax), ("discount", discount),
            ("total", subtotal - discount + tax),
        ] {
            order[key] = isText ? .string(Self.money(cents)) : .cents(cents)
        }
        // Some orders lack their lines.
        if !random.chance(2, of: 100) { order["items"] = .array(lines) }
    }

    private func line(_ random: inout SeededRandom) -> (JSONValue, cents: Int) {
        let item = inventory.item(random.below(inventory.products), InventoryEdits())
        let isFractional = random.chance(5, of: 100)
        let quantity = random.between(1, 3)
        let price = item.outTheDoorCents
        var line = JSONValue.fields([
            "id_item": .integer(InventoryGenerator.idFirst + item.index),
            "item": .string(rows.name(of: item)),
            "quantity": .integer(quantity), "price": .cents(price),
            "category": .string("\(inventory.kinds.kinds[item.kind].category)"),
        ])
        if isFractional {
            line["quantity"] = .string("\(quantity).5")
            return (line, price * quantity + price / 2)
        }
        if random.chance(20, of: 100) { line["price"] = .string(Self.money(price)) }
        return (line, price * quantity)
    }

    // MARK: - Text

    /// With exactly two decimals, as strings with money have.
    static func money(_ cents: Int) -> String {
        let fraction = cents % 100
        return "\(cents / 100).\(fraction < 10 ? "0" : "")\(fraction)"
    }

    static func timestamp(_ milliseconds: Int) -> String {
        let buffer = ByteBuffer(capacity: 64)
        let (days, rest) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
        buffer.timestamp(CivilDate(number: Int64(days)), millisecond: rest)
        buffer.byte(0x5A)
        return String(decoding: buffer.bytes, as: UTF8.self)
    }
}
