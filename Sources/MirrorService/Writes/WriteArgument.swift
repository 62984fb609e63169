import Alleaves
import Catalog
import MirrorMessages
import Pricing
import TTRPC

/// Checks of what goes to the POS. Errors name the field, never its value.
enum WriteArgument {
    /// A text that must be there.
    static func text(_ text: String, _ field: String) throws(RPCError) -> String {
        guard let text = try optional(text, field) else {
            throw RPCError(.invalidArgument, "\(field) is missing")
        }
        return text
    }

    /// A text without white space around it; nil where nothing is left.
    static func optional(_ text: String, _ field: String) throws(RPCError) -> String? {
        guard text.utf8.count <= ServiceLimits.posTextBytesMax else {
            throw RPCError(
                .invalidArgument, "\(field) is longer than \(ServiceLimits.posTextBytesMax) bytes")
        }
        let text = trimmed(text)
        return text.isEmpty ? nil : text
    }

    /// Something before and behind one at sign; the POS says the rest.
    static func email(_ text: String) throws(RPCError) -> String {
        let email = try self.text(text, "email")
        let parts = email.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }),
            email.allSatisfy({ !$0.isWhitespace })
        else { throw RPCError(.invalidArgument, "email is no address") }
        return email
    }

    /// A calendar date; nil where it is empty.
    static func date(_ text: String, _ field: String) throws(RPCError) -> String? {
        guard let date = try optional(text, field) else { return nil }
        guard CalendarDay.number(date) != nil else {
            throw RPCError(.invalidArgument, "\(field) is no date as in 1990-12-31")
        }
        return date
    }

    /// A whole number above zero, with or without the mirror's own prefix.
    static func number(
        _ text: String, _ field: String, prefix: String
    ) throws(RPCError) -> Int64 {
        let digits = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
        guard let number = Int64(digits), number > 0 else {
            throw RPCError(.invalidArgument, "\(field) is no id of the POS")
        }
        return number
    }

    /// An amount above zero.
    static func cents(_ cents: Int64, _ field: String) throws(RPCError) -> Int64 {
        guard (1...ServiceLimits.posCentsMax).contains(cents) else {
            throw RPCError(
                .invalidArgument, "\(field) must be 1 to \(ServiceLimits.posCentsMax)")
        }
        return cents
    }
}

/// The lines of an order, with today's prices where the caller names none.
struct OrderLines {
    let catalog: Catalog
    let org: String

    func lines(_ items: [NewOrderItem]) throws(RPCError) -> [AlleavesNewOrderItem] {
        guard (1...ServiceLimits.orderItemsMax).contains(items.count) else {
            throw RPCError(
                .invalidArgument, "an order has 1 to \(ServiceLimits.orderItemsMax) items")
        }
        return try items.map { item throws(RPCError) in
            let id = try WriteArgument.number(
                item.productId, "product_id", prefix: ProductPath.posPrefix)
            let thousandths = (item.quantity * 1000).rounded()
            guard thousandths >= 1, item.quantity <= ServiceLimits.orderQuantityMax else {
                throw RPCError(.invalidArgument, "quantity must be above zero, of sane size")
            }
            return AlleavesNewOrderItem(
                productID: String(id), quantityThousandths: Int64(thousandths),
                unitPriceCents: try price(item))
        }
    }

    private func price(_ item: NewOrderItem) throws(RPCError) -> Int64 {
        if let cents = item.unitPriceCents {
            guard (0...ServiceLimits.posCentsMax).contains(cents) else {
                throw RPCError(
                    .invalidArgument, "unit_price_cents must be 0 to \(ServiceLimits.posCentsMax)")
            }
            return cents
        }
        var bytes: [UInt8] = []
        let isFound = Array(item.productId.utf8).withUnsafeBytes { id in
            catalog.tenant(org)?.generation.appendProduct(id, to: &bytes) == true
        }
        guard isFound, let known = try? MenuItem(wireBytes: bytes), known.priceCents > 0 else {
            throw RPCError(
                .failedPrecondition, "a product is not on the menu, so its unit_price_cents is "
                    + "needed")
        }
        return known.salePriceCents ?? known.priceCents
    }
}

/// Discounts as the POS wants them. Whether the mirror would accept the rule is checked first: one
/// that it rejects would never show a price.
enum DiscountArguments {
    static func creation(_ request: CreateDiscountRequest) throws(RPCError) -> POSDiscountChange {
        var change = POSDiscountChange()
        change.name = try WriteArgument.text(request.name, "name")
        change.type = request.discountType
        change.value = try value(request.discountValue)
        change.startDate = try WriteArgument.optional(request.startDate, "start_date")
        change.endDate = try WriteArgument.optional(request.endDate, "end_date")
        change.badgeText = try WriteArgument.optional(request.badgeText, "badge_text")
        change.categories = request.categories
        change.brands = request.brands
        change.products = try request.products.map { id throws(RPCError) in
            try WriteArgument.number(id, "products", prefix: ProductPath.posPrefix)
        }
        change.minQuantity = try WriteArgument.optional(request.minQty, "min_qty")
        try check(request)
        return change
    }

    static func change(_ request: UpdateDiscountRequest) throws(RPCError) -> POSDiscountChange {
        var change = POSDiscountChange()
        change.name = try request.name.map { name throws(RPCError) in
            try WriteArgument.text(name, "name")
        }
        change.value = try request.discountValue.map(value)
        change.startDate = try request.startDate.map { text throws(RPCError) in
            try WriteArgument.text(text, "start_date")
        }
        change.endDate = try request.endDate.map { text throws(RPCError) in
            try WriteArgument.text(text, "end_date")
        }
        change.isActive = request.active
        change.badgeText = request.badgeText
        var fields = RuleFields(id: "changed")
        fields.startDate = change.startDate
        fields.endDate = change.endDate
        // The type is the POS's own and stays; any will do to have the dates checked.
        fields.kind = "amount"
        fields.value = "1"
        try accept(fields)
        guard change != POSDiscountChange() else {
            throw RPCError(.invalidArgument, "the request changes nothing")
        }
        return change
    }

    private static func value(_ text: String) throws(RPCError) -> String {
        let value = try WriteArgument.text(text, "discount_value")
        guard DecimalText.scaled(value, decimals: 4) != nil else {
            throw RPCError(.invalidArgument, "discount_value is no decimal such as 12.5")
        }
        return value
    }

    private static func check(_ request: CreateDiscountRequest) throws(RPCError) {
        guard !(request.categories + request.brands + request.products).isEmpty else {
            throw RPCError(
                .invalidArgument, "a discount names categories, brands or products; without any "
                    + "it would match nothing")
        }
        var fields = RuleFields(id: "new")
        fields.name = request.name
        fields.kind = request.discountType
        fields.value = request.discountValue
        fields.startDate = request.startDate.isEmpty ? nil : request.startDate
        fields.endDate = request.endDate.isEmpty ? nil : request.endDate
        fields.minQty = request.minQty.isEmpty ? nil : request.minQty
        fields.active = true
        try accept(fields)
    }

    /// Throws INVALID_ARGUMENT for a rule that the mirror would reject.
    private static func accept(_ fields: RuleFields) throws(RPCError) {
        if case .rejected(let rejected) = DiscountRule.make(from: fields, zone: .utc) {
            throw RPCError(.invalidArgument, rejected.text)
        }
    }
}
