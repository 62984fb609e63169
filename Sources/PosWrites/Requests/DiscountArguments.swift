import Catalog
import Decimals
import MirrorMessages
import PointOfSale
import Pricing
import StatusCodes
import Sync
import TTRPC

/// Builds the POS's form of discounts. Validates that the mirror would accept the rule, which
/// otherwise would never apply.
enum DiscountArguments {
    static func creation(
        _ request: CreateDiscountRequest, _ ids: POSIDs?
    ) throws(Status) -> POSDiscountChange {
        var change = POSDiscountChange()
        change.name = try WriteArgument.text(request.name, "name")
        change.type = request.discountType
        change.value = try value(request.discountValue)
        change.startDate = try WriteArgument.optional(request.startDate, "start_date")
        change.endDate = try WriteArgument.optional(request.endDate, "end_date")
        change.badgeText = try WriteArgument.optional(request.badgeText, "badge_text")
        change.categories = request.categories
        change.brands = request.brands
        change.products = try request.products.map { id throws(Status) in
            try WriteArgument.id(id, "products", of: ids)
        }
        change.minQuantity = try WriteArgument.optional(request.minQty, "min_qty")
        try check(request)
        return change
    }

    static func change(_ request: UpdateDiscountRequest) throws(Status) -> POSDiscountChange {
        var change = POSDiscountChange()
        change.name = try request.name.map { name throws(Status) in
            try WriteArgument.text(name, "name")
        }
        change.value = try request.discountValue.map(value)
        change.startDate = try request.startDate.map { text throws(Status) in
            try WriteArgument.text(text, "start_date")
        }
        change.endDate = try request.endDate.map { text throws(Status) in
            try WriteArgument.text(text, "end_date")
        }
        change.isActive = request.active
        change.badgeText = request.badgeText
        var fields = RuleFields(id: "changed")
        fields.startDate = change.startDate
        fields.endDate = change.endDate
        // The type is unchanged at the POS; any valid one serves to check the dates.
        fields.kind = "amount"
        fields.value = "1"
        try accept(fields)
        guard change != POSDiscountChange() else {
            throw Status(.invalidArgument, "the request changes nothing")
        }
        return change
    }

    private static func value(_ text: String) throws(Status) -> String {
        let value = try WriteArgument.text(text, "discount_value")
        guard DecimalNumber(text: value)?.scaled(4) != nil else {
            throw Status(.invalidArgument, "discount_value is no decimal such as 12.5")
        }
        return value
    }

    private static func check(_ request: CreateDiscountRequest) throws(Status) {
        guard !(request.categories + request.brands + request.products).isEmpty else {
            throw Status(
                .invalidArgument,
                "a discount names categories, brands or products; without any "
                    + "it would match nothing")
        }
        for (field, names) in [("categories", request.categories), ("brands", request.brands)] {
            for name in names { _ = try WriteArgument.text(name, field) }
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
    private static func accept(_ fields: RuleFields) throws(Status) {
        if case .rejected(let rejected) = DiscountRule.make(from: fields, zone: .utc) {
            throw Status(.invalidArgument, rejected.text)
        }
    }
}
