import Decimals
import Pricing

/// Rules that the POS lists more than once.
extension POSDiscount {
    /// Merges another rule with the same id. If they differ, neither is applied, independent of
    /// their order: only their common fields are kept, for display.
    public mutating func meet(_ other: POSDiscount) {
        guard isAmbiguous || !isSame(as: other) else { return }
        var both = POSDiscount(idDiscount: idDiscount, name: min(name, other.name))
        both.categories = Set(categories + other.categories).sorted()
        both.brands = Set(brands + other.brands).sorted()
        both.products = Set(products + other.products).sorted()
        both.isAmbiguous = true
        self = both
    }

    /// Whether both are equal, regardless of the spelling of numbers and the order of lists.
    public func isSame(as other: POSDiscount) -> Bool {
        let numbers = [
            (value, other.value), (minQuantity, other.minQuantity), (minTotal, other.minTotal),
        ]
        let areSame = numbers.allSatisfy { left, right in
            guard let left, let right else { return left == right }
            return Self.isSameNumber(left, right)
        }
        return areSame && settled == other.settled
    }

    /// Normalised for comparison: without numbers, lists sorted.
    private var settled: POSDiscount {
        var rule = self
        (rule.value, rule.minQuantity, rule.minTotal) = (nil, nil, nil)
        rule.categories = Set(categories).sorted()
        rule.brands = Set(brands).sorted()
        rule.products = Set(products).sorted()
        rule.customerTypes = Set(customerTypes).sorted()
        rule.locations = locations.map { Set($0).sorted() }
        return rule
    }

    /// Whether two texts are equal as numbers or as texts.
    package static func isSameNumber(_ left: String, _ right: String) -> Bool {
        let places = 8
        guard let left = DecimalNumber(text: left)?.scaled(places),
            let right = DecimalNumber(text: right)?.scaled(places)
        else { return left == right }
        return left == right
    }
}
