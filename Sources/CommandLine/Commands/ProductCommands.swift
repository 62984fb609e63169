import MirrorMessages

extension MirrorCommands {
    static let product = Command(
        "product", arguments: [org, productID], options: [atLocation],
        summary: "Show one product",
        examples: [
            "posmirror product acme 1018", "posmirror product acme alleaves_1018 --json",
            "posmirror product acme 1018 --location downtown",
        ],
        run: { context in
            let reply = try context.connect().product(
                orgID: context.arguments.positional(0), productID: context.arguments.positional(1),
                locationID: context.location)
            if context.wantsJSON {
                context.output.json(reply.item ?? MenuItem())
            } else {
                context.output.table(ProductSheet.table(reply.item ?? MenuItem()))
            }
            return .ok
        })

    static let explain = Command(
        "explain", arguments: [org, productID], options: [atLocation],
        summary: "Show why a product costs what it costs",
        details: "Lists every rule that could concern the product, and why it applied or lost.",
        examples: [
            "posmirror explain acme 1018", "posmirror explain acme 1018 --location downtown",
        ],
        run: { context in
            let reply = try context.connect().explainPrice(
                orgID: context.arguments.positional(0), productID: context.arguments.positional(1),
                locationID: context.location)
            if context.wantsJSON {
                context.output.json(reply)
            } else {
                ExplanationReport.print(reply, to: context.output)
            }
            return .ok
        })
}

/// Formats a product, one field per line.
enum ProductSheet {
    static func table(_ item: MenuItem) -> TextTable {
        var table = TextTable([.left(""), .left("")])
        for (name, text) in rows(item) where !text.isEmpty {
            table.add(.init(name, .faint), .init(text))
        }
        return table
    }

    private static func rows(_ item: MenuItem) -> [(String, String)] {
        [
            ("id", item.id), ("POS id", item.externalId), ("name", item.name),
            ("brand", item.brandName), ("category", item.category),
            ("path", item.categoryPath.count > 1 ? item.categoryPath.joined(separator: " > ") : ""),
            ("POS category", item.rawCategory == item.category ? "" : item.rawCategory),
            ("price", MenuTable.price(item)), ("price at", item.priceLocationId),
            ("sale", sale(item)), ("discount", discount(item)),
            ("sale ends", item.saleEndsAt == nil ? "" : InstantText.text(item.saleEndsAt)),
            ("offers", item.conditionalOffers.map(offer).joined(separator: "; ")),
            ("stock", item.inStock ? NumberText.quantity(item.stock) : "out of stock"),
            ("on hand", item.onHand == item.stock ? "" : NumberText.quantity(item.onHand)),
            ("strain", list([item.strain, item.strainType].filter { !$0.isEmpty })),
            ("THC", potency(item.thcPercent, item.thcMg)),
            ("CBD", potency(item.cbdPercent, item.cbdMg)),
            ("terpenes", list(item.terpenes.map { "\($0.name) \($0.percent) %" })),
            ("effects", list(item.effects)), ("SKU", item.sku),
            ("unit", item.uom), ("image", item.imageUrl), ("expires", expiry(item)),
            ("updated", item.updatedAt == nil ? "" : InstantText.text(item.updatedAt)),
        ]
    }

    private static func expiry(_ item: MenuItem) -> String {
        item.expirationDate + (item.expired ? " (expired)" : "")
    }

    private static func list(_ texts: [String]) -> String { texts.joined(separator: ", ") }

    private static func sale(_ item: MenuItem) -> String {
        list([MenuTable.salePrice(item), item.saleBadgeText].filter { !$0.isEmpty })
    }

    private static func discount(_ item: MenuItem) -> String {
        guard !item.discountId.isEmpty else { return "" }
        return item.discountName.isEmpty
            ? item.discountId : "\(item.discountName) (\(item.discountId))"
    }

    private static func offer(_ offer: ConditionalOffer) -> String {
        var text = offer.badgeText.isEmpty ? offer.name : offer.badgeText
        if offer.minQuantity > 0 { text += " from \(NumberText.quantity(offer.minQuantity)) units" }
        if offer.minTotalCents > 0 { text += " from \(Dollars.text(offer.minTotalCents))" }
        if !offer.customerTypes.isEmpty {
            text += " for \(offer.customerTypes.joined(separator: ", "))"
        }
        return text
    }

    private static func potency(_ percent: Double?, _ milligrams: Double?) -> String {
        let parts = [
            percent.map { "\(NumberText.quantity($0)) %" },
            milligrams.map { "\(NumberText.quantity($0)) mg" },
        ]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }
}

/// Formats the reply of ExplainPrice.
public enum ExplanationReport {
    /// Prints the price and the rules involved.
    public static func print(_ reply: ExplainPriceReply, to output: CommandOutput) {
        let item = reply.item ?? MenuItem()
        let name = PlainText.escaped(item.name.isEmpty ? item.id : item.name)
        var price = "\(name): \(PlainText.escaped(MenuTable.price(item)))"
        let sale = MenuTable.salePrice(item)
        if !sale.isEmpty {
            price += ", now \(sale) \(PlainText.escaped(item.saleBadgeText))"
        }
        output.line(price, .strong)
        guard !reply.rules.isEmpty else {
            output.line("No discount rule concerns this product.")
            return
        }
        output.table(table(reply.rules))
    }

    private static func table(_ rules: [RuleOutcome]) -> TextTable {
        var table = TextTable([
            .left("OUTCOME"), .flexible("RULE"), .left("ID"), .left("LEVEL"), .right("PRICE"),
            .flexible("REASON"),
        ])
        for rule in rules {
            let style: TextStyle =
                switch rule.outcome {
                case "applied": .good
                case "rejected": .bad
                default: .plain
                }
            table.add(
                .init(rule.outcome.replacing("_", " "), style), .init(rule.name),
                .init(rule.discountId.isEmpty ? rule.ruleId : rule.discountId),
                .init(rule.level), .init(rule.priceCents.map(Dollars.text) ?? ""),
                .init(rule.detail))
        }
        return table
    }
}

extension String {
    fileprivate func replacing(_ character: Character, _ other: Character) -> String {
        String(map { $0 == character ? other : $0 })
    }
}
