import CivilTime
import JSON
import Randomness

/// Generates discount rules of every kind, valid and invalid (Protocol/alleaves.md, Discounts).
struct DiscountGenerator {
    let inventory: InventoryGenerator

    static let idFirst = 101

    func rules(_ count: Int) -> [JSONValue] { (0..<count).map(rule) }

    private func rule(_ index: Int) -> JSONValue {
        var random = SeededRandom(seed: inventory.seed, stream: 7, index: index)
        var rule = JSONValue.fields([
            "id_discount": .integer(Self.idFirst + index), "name": .string("Rule \(index + 1)"),
        ])
        addValue(&rule, index, &random)
        rule["active"] = .bool(!random.chance(6, of: 100))
        if random.chance(60, of: 100) { rule["priority"] = .integer(random.below(10)) }
        addDates(&rule, &random)
        if random.chance(20, of: 100) { rule["badge_text"] = .string("DEAL \(index + 1)") }
        if random.chance(10, of: 100) { rule["description"] = .string("Ask at the counter") }
        // A store-wide rule has no conditions at all.
        if index % 20 != 8 { rule["conditions"] = conditions(index, &random) }
        return rule
    }

    /// Cycles through the kinds; one rule in ten is invalid in a way seen or expected in
    /// production.
    private func addValue(_ rule: inout JSONValue, _ index: Int, _ random: inout SeededRandom) {
        if index % 10 == 9 { return addBroken(&rule, index / 10) }
        switch index % 4 {
        case 0:
            rule["discount_type"] = .string("percent")
            rule["discount_value"] =
                random.chance(20, of: 100) ? .number("12.5") : .integer(random.between(5, 50))
        case 1:
            rule["discount_type"] = .string("amount")
            let cents = random.between(1, 20) * 50
            // Amounts are numbers or strings.
            rule["discount_value"] =
                random.chance(50, of: 100)
                ? .cents(cents) : .string("\(cents / 100).\(cents % 100 == 0 ? "00" : "50")")
        case 2:
            rule["discount_type"] = .string("fixed_price")
            rule["discount_value"] = .number("\(random.between(4, 30)).99")
        default:
            rule["discount_type"] = .string("bogo")
            rule["discount_value"] = random.chance(70, of: 100) ? .integer(0) : .integer(50)
        }
    }

    private func addBroken(_ rule: inout JSONValue, _ sort: Int) {
        let broken: [(String, JSONValue)] = [
            ("percent", .integer(250)), ("percent", .integer(-10)), ("amount", .string("five")),
            ("fixed_price", .null), ("mystery", .integer(5)), ("percent", .string("")),
        ]
        let (type, value) = broken[sort % broken.count]
        rule["discount_type"] = .string(type)
        rule["discount_value"] = value
    }

    private func addDates(_ rule: inout JSONValue, _ random: inout SeededRandom) {
        let draw = random.below(100)
        let start = inventory.today.adding(-random.between(10, 200))
        if draw < 50 {
            rule["start_date"] = .string(start.description)
            rule["end_date"] = .string(
                inventory.today.adding(random.between(400, 1_500)).description)
        } else if draw < 58 {
            rule["end_date"] = .string(start.description)
        } else if draw < 64 {
            rule["start_date"] = .string(
                inventory.today.adding(random.between(300, 900)).description)
        } else if draw < 70 {
            rule["start_date"] = .string("\(start.description)T05:00:00.000Z")
            rule["end_date"] = .null
        }
    }

    // MARK: - Conditions

    private func conditions(_ index: Int, _ random: inout SeededRandom) -> JSONValue {
        var conditions = JSONValue.object([])
        switch index % 3 {
        case 0: conditions["categories"] = .array(categories(&random))
        case 1: conditions["brands"] = .array(brands(&random))
        default: conditions["products"] = .array(products(&random))
        }
        let draw = random.below(100)
        if draw < 4 { conditions["min_qty"] = .integer(random.between(2, 4)) }
        if draw >= 4 && draw < 8 { conditions["min_total"] = .integer(100) }
        if draw >= 8 && draw < 10 { conditions["customer_types"] = .array([.string("medical")]) }
        return conditions
    }

    /// As in the inventory, without its prefix, or as a client would write it.
    private func categories(_ random: inout SeededRandom) -> [JSONValue] {
        let own = ["vapes", "Pre-Rolls", "EDIBLES", "flower"]
        return (0..<random.between(1, 2)).map { _ in
            let name = "\(ProductKind.all[random.below(6)].category)"
            switch random.below(3) {
            case 0: return .string(name)
            case 1: return .string(String(name.dropFirst(11)))
            default: return .string(own[random.below(own.count)])
            }
        }
    }

    private func brands(_ random: inout SeededRandom) -> [JSONValue] {
        (0..<random.between(1, 3)).map { _ in
            let name = Vocabulary.brands[random.below(Vocabulary.brands.count)]
            return .string(random.chance(30, of: 100) ? name.uppercased() : name)
        }
    }

    private func products(_ random: inout SeededRandom) -> [JSONValue] {
        guard inventory.products > 0 else { return [] }
        return (0..<random.between(1, 8)).map { _ in
            let id = inventory.idItem(random.below(inventory.products))
            return random.chance(5, of: 100) ? .string(String(id)) : .integer(id)
        }
    }
}
