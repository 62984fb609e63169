import MirrorClient
import FirestoreModel
import JSON
import LinuxSystem
import MirrorMessages
import TextForms

/// Commands that write to the POS.
extension MirrorCommands {
    private static let key = OptionDeclaration.value(
        "key", "KEY", "idempotency key: the same command may be repeated with it")
    private static let location = OptionDeclaration.value(
        "location", "ID", "the tenant's location, where it has several")
    private static let customerID = Command.Argument("CUSTOMER", "the POS's id of a customer")

    private static let advice = """
        Nothing is ever sent twice by itself. Where no answer came, the POS may or may not have
        acted: the command says so and exits with 7, and again whenever it is repeated with the
        same --key.
        """

    static let posCustomer = Command(
        "pos customer", arguments: [org],
        options: [
            .value("data", "FILE", "the customer as JSON, - for standard input"), key,
            location,
        ],
        summary: "Create a customer at the POS",
        details: """
            The file is {"first_name": …, "last_name": …, "email": …, "phone": …,
            "date_of_birth": "1990-12-31"}; the last two may be missing. A person's data belong
            into no command line.

            """ + advice,
        examples: ["posmirror pos customer acme --data - --key signup-4711 < customer.json"],
        run: { context in
            let path = try context.arguments.required("data")
            var request = try CustomerFile.request(CredentialsFile.read(path, context.output))
            request.orgId = context.arguments.positional(0)
            request.idempotencyKey = writeKey(context)
            request.locationId = context.arguments.value("location") ?? ""
            return try send(request.orgId, request.idempotencyKey, context) {
                client throws(MirrorClientError) in
                try client.createCustomer(request)
            }
        })

    static let posOrder = Command(
        "pos order", arguments: [org, customerID],
        options: [
            .value(
                "item", "ID:QTY[:PRICE]", "a line; today's price unless given", repeatable: true),
            .flag("allow-oversell", "also for more than is in stock"),
            .value("notes", "TEXT", "for the people at the counter"), key, location,
        ],
        summary: "Submit an order to the POS", details: advice,
        examples: ["posmirror pos order acme 5001 --item 1018:2 --item 1020:1:12.50 --key web-77"],
        run: { context in
            var request = SubmitOrderRequest()
            request.orgId = context.arguments.positional(0)
            request.customerId = context.arguments.positional(1)
            request.items = try context.arguments.values("item").map(orderItem)
            request.notes = context.arguments.value("notes") ?? ""
            request.allowOversell = context.arguments.has("allow-oversell")
            request.idempotencyKey = writeKey(context)
            request.locationId = context.arguments.value("location") ?? ""
            return try send(request.orgId, request.idempotencyKey, context) {
                client throws(MirrorClientError) in
                try client.submitOrder(request)
            }
        })

    private static func orderItem(_ text: String) throws(CommandFailure) -> NewOrderItem {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        var item = NewOrderItem()
        guard (2...3).contains(parts.count), let quantity = Double(parts[1]), quantity > 0 else {
            throw .usage("--item \(text) is not ID:QTY or ID:QTY:PRICE")
        }
        item.productId = parts[0]
        item.quantity = quantity
        if parts.count == 3 {
            guard let cents = Dollars.cents(parts[2]) else {
                throw .usage("--item \(text): the price is no amount such as 12.50")
            }
            item.unitPriceCents = cents
        }
        return item
    }

    static let posOrderDiscount = Command(
        "pos order-discount",
        arguments: [
            org, .init("ORDER", "the POS's id of an order"),
            .init("DISCOUNT", "the POS's id of a discount"),
        ],
        options: [key, location], summary: "Put a discount on an open order at the POS",
        details: advice, examples: ["posmirror pos order-discount acme 90001 101"],
        run: { context in
            var request = ApplyOrderDiscountRequest()
            request.orgId = context.arguments.positional(0)
            request.orderId = context.arguments.positional(1)
            request.discountId = context.arguments.positional(2)
            request.idempotencyKey = writeKey(context)
            request.locationId = context.arguments.value("location") ?? ""
            return try send(request.orgId, request.idempotencyKey, context) {
                client throws(MirrorClientError) in
                try client.applyOrderDiscount(request)
            }
        })

    static let posPoints = Command(
        "pos points", arguments: [org, customerID],
        options: [
            .value("change", "N", "points to add; negative to take away"),
            .value("reason", "TEXT", "kept at the POS"), key, location,
        ],
        summary: "Change a customer's loyalty points at the POS", details: advice,
        examples: ["posmirror pos points acme 5001 --change 50 --reason birthday"],
        run: { context in
            var request = UpdateLoyaltyPointsRequest()
            request.orgId = context.arguments.positional(0)
            request.customerId = context.arguments.positional(1)
            _ = try context.arguments.required("change")
            request.pointsChange =
                try context.arguments.integer(
                    "change", in: -10_000_000...10_000_000) ?? 0
            request.reason = try context.arguments.required("reason")
            request.idempotencyKey = writeKey(context)
            request.locationId = context.arguments.value("location") ?? ""
            return try send(request.orgId, request.idempotencyKey, context) {
                client throws(MirrorClientError) in
                try client.updateLoyaltyPoints(request)
            }
        })

    static let posCredit = Command(
        "pos credit", arguments: [org, customerID],
        options: [
            .value("amount", "DOLLARS", "the credit to add"),
            .value("reason", "TEXT", "kept at the POS"), key, location,
        ],
        summary: "Add store credit to a customer at the POS", details: advice,
        examples: ["posmirror pos credit acme 5001 --amount 12.50 --reason 'damaged goods'"],
        run: { context in
            var request = AddStoreCreditRequest()
            request.orgId = context.arguments.positional(0)
            request.customerId = context.arguments.positional(1)
            _ = try context.arguments.required("amount")
            request.amountCents = try context.arguments.cents("amount") ?? 0
            request.reason = try context.arguments.required("reason")
            request.idempotencyKey = writeKey(context)
            request.locationId = context.arguments.value("location") ?? ""
            return try send(request.orgId, request.idempotencyKey, context) {
                client throws(MirrorClientError) in
                try client.addStoreCredit(request)
            }
        })

    static let posWrite = Command(
        "pos write", arguments: [org, .init("KEY", "the idempotency key of a write")],
        summary: "Show what is known of an earlier write to the POS",
        details: "Exits with 7 where nobody knows whether the POS has acted.",
        examples: ["posmirror pos write acme web-77"],
        run: { context in
            let reply = try context.connect().posWrite(
                orgID: context.arguments.positional(0),
                idempotencyKey: context.arguments.positional(1))
            return try show(reply, context)
        })

    /// The idempotency key of a write: the caller's, or a generated one, so that the outcome can be
    /// looked up after a lost reply.
    static func writeKey(_ context: CommandContext) -> String {
        if let key = context.arguments.value("key"), !key.isEmpty { return key }
        return "auto-" + Hexadecimal.text(SystemRandom.bytes(16))
    }

    /// Makes a write and prints its outcome. If it is unknown, the text names the command to look
    /// it up.
    static func send(
        _ org: String, _ key: String, _ context: CommandContext,
        _ call: (MirrorClient) throws(MirrorClientError) -> PosWriteReply
    ) throws -> ExitCode {
        let remedy =
            "posmirror pos write \(PlainText.escaped(org)) \(PlainText.escaped(key))"
            + " shows how it ends"
        SyncInterrupt.watch(
            context.output, wantsJSON: context.wantsJSON, what: "the write", remedy: remedy)
        let reply: PosWriteReply
        do throws(MirrorClientError) {
            reply = try call(try context.connect())
        } catch {
            guard error.code == .unknown else { throw error }
            throw MirrorClientError(
                kind: error.kind, code: error.code, message: error.message, remedy: remedy)
        }
        return try show(reply, context)
    }

    /// Prints a write's outcome.
    static func show(_ reply: PosWriteReply, _ context: CommandContext) throws -> ExitCode {
        guard !context.wantsJSON else {
            context.output.json(reply)
            return exitCode(reply)
        }
        var table = TextTable([.left(""), .left("")])
        let money = { (cents: Int64?) in cents.map { Dollars.text($0) } ?? "" }
        let rows = [
            ("write", reply.method), ("customer", reply.customerId), ("order", reply.orderId),
            ("discount", reply.discountId),
            ("points now", reply.loyaltyPoints.map { NumberText.grouped($0) } ?? ""),
            ("credit now", money(reply.creditCents)), ("subtotal", money(reply.subtotalCents)),
            ("discount amount", money(reply.discountCents)), ("tax", money(reply.taxCents)),
            ("total", money(reply.totalCents)), ("key", reply.idempotencyKey),
            ("sent", InstantText.text(reply.sentAt)), ("error", reply.error),
        ]
        for (name, text) in rows where !text.isEmpty {
            table.add(.init(name, .faint), .init(text))
        }
        context.output.table(table)
        for price in reply.priceDifferences {
            let menu = Dollars.text(price.menuPriceCents)
            context.output.line(
                "product \(PlainText.escaped(price.productId)) at"
                    + " \(Dollars.text(price.unitPriceCents)): the menu says \(menu)", .warning)
        }
        for warning in reply.warnings {
            context.output.line(PlainText.escaped(warning), .warning)
        }
        let note = reply.replayed ? ", by an earlier call with this key" : ""
        context.output.line(reply.state + note, reply.state == "done" ? .good : .warning)
        return exitCode(reply)
    }

    private static func exitCode(_ reply: PosWriteReply) -> ExitCode {
        reply.state == "unknown" ? .unknownOutcome : .ok
    }
}

/// The file of `pos customer --data`. Error texts contain no values, which are personal data.
enum CustomerFile {
    static func request(_ json: [UInt8]) throws(CommandFailure) -> CreateCustomerRequest {
        let value: JSONValue
        do throws(JSONFault) {
            value = try JSONParser.parse(json)
        } catch {
            throw .usage("customer: \(error)")
        }
        guard case .object(let members) = value else { throw .usage("customer: no JSON object") }
        var request = CreateCustomerRequest()
        for member in members {
            let key = member.key
            guard let path = paths[key] else {
                let known = paths.keys.sorted().joined(separator: ", ")
                throw .usage("customer: an unknown key", remedy: "the keys are \(known)")
            }
            guard case .string(let text) = member.value else {
                throw .usage("customer: \(key) is not a text")
            }
            request[keyPath: path] = text
        }
        return request
    }

    private static var paths: [String: WritableKeyPath<CreateCustomerRequest, String>] {
        [
            "first_name": \.firstName, "last_name": \.lastName, "email": \.email,
            "phone": \.phone, "date_of_birth": \.dateOfBirth,
        ]
    }
}
