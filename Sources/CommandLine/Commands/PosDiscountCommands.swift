import MirrorClient
import MirrorMessages

/// Commands that write discounts to the POS.
extension MirrorCommands {
    private static let key = OptionDeclaration.value(
        "key", "KEY", "idempotency key: the same command may be repeated with it")
    private static let location = OptionDeclaration.value(
        "location", "ID", "the tenant's location, where it has several")

    static let posDiscount = Command(
        "pos discount", arguments: [org],
        options: [
            .value("name", "TEXT", "its name"),
            .value("type", "TYPE", "percent, amount, fixed_price or bogo"),
            .value("value", "N", "percent or dollars, as in 12.5"),
            .value("category", "NAME", "what it is for", repeatable: true),
            .value("brand", "NAME", "what it is for", repeatable: true),
            .value("product", "ID", "what it is for", repeatable: true),
            .value("start", "DATE", "first day or moment"),
            .value("end", "DATE", "last day, all of it, or moment"),
            .value("min-qty", "N", "only from so many units on"),
            .value("badge", "TEXT", "shown with the sale"), key, location,
        ],
        summary: "Create a discount at the POS; prices follow at once",
        examples: [
            "posmirror pos discount acme --name Friday --type percent --value 20 --category Flower"
        ],
        run: { context in
            let arguments = context.arguments
            var request = CreateDiscountRequest()
            request.orgId = arguments.positional(0)
            request.idempotencyKey = writeKey(context)
            request.locationId = arguments.value("location") ?? ""
            request.name = try arguments.required("name")
            request.discountType = try arguments.required("type")
            request.discountValue = try arguments.required("value")
            request.categories = arguments.values("category")
            request.brands = arguments.values("brand")
            request.products = arguments.values("product")
            request.startDate = arguments.value("start") ?? ""
            request.endDate = arguments.value("end") ?? ""
            request.minQty = arguments.value("min-qty") ?? ""
            request.badgeText = arguments.value("badge") ?? ""
            return try send(request.orgId, request.idempotencyKey, context) {
                client throws(MirrorClientError) in
                try client.createDiscount(request)
            }
        })

    static let posDiscountUpdate = Command(
        "pos discount-update",
        arguments: [org, .init("DISCOUNT", "the POS's id of a discount")],
        options: [
            .value("name", "TEXT", "its new name"), .value("value", "N", "its new value"),
            .value("start", "DATE", "first day or moment"),
            .value("end", "DATE", "last day, all of it, or moment"),
            .value("active", "yes|no", "whether it counts at all"),
            .value("badge", "TEXT", "shown with the sale"), key, location,
        ],
        summary: "Change a discount at the POS; prices follow at once",
        details: "Only what is named is changed. The POS deletes no discount: --active no ends it.",
        examples: ["posmirror pos discount-update acme 101 --active no"],
        run: { context in
            let arguments = context.arguments
            var request = UpdateDiscountRequest()
            request.orgId = arguments.positional(0)
            request.discountId = arguments.positional(1)
            request.idempotencyKey = writeKey(context)
            request.locationId = arguments.value("location") ?? ""
            request.name = arguments.value("name")
            request.discountValue = arguments.value("value")
            request.startDate = arguments.value("start")
            request.endDate = arguments.value("end")
            request.active = try arguments.choice("active", of: ["yes": true, "no": false])
            request.badgeText = arguments.value("badge")
            return try send(request.orgId, request.idempotencyKey, context) {
                client throws(MirrorClientError) in
                try client.updateDiscount(request)
            }
        })
}
