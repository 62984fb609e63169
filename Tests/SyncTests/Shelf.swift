import FirestoreModel
import PointOfSale
import Pricing

@testable import Sync

/// What one location of a tenant has, for documents that are made without a POS.
struct Shelf {
    /// One row: texts as a POS writes them.
    struct Row {
        var fields: [InventoryField: String]
        var flags: [InventoryFlag: String] = [:]
    }

    static let org = "acme"
    static let origin = POSOrigin(POSProvider("paper"))

    var id: String
    var rows: [Row]
    var rules = StockRules()
    var terms = PriceTerms()
    var details: [BatchDetails] = []

    /// The rows by themselves, unjudged.
    static func inventory(_ rows: some Sequence<Row>) throws -> Inventory {
        let filling = InventoryRows()
        for row in rows {
            try filling.begin()
            for (field, text) in row.fields { filling.read(text, field, named: "\(field)") }
            for (flag, text) in row.flags { filling.read(text, flag, named: "\(flag)") }
            filling.end()
        }
        return filling.build()
    }

    /// The documents of a tenant with this location alone, by item id.
    func documents() throws -> [String: ShelfDocuments] {
        var builder = InventoryBuilder()
        builder.add(try Self.inventory(rows), rules: rules, location: id)
        builder.add(details)
        return try ShelfDocuments.of(
            builder.build(),
            ProductDocuments(org: Self.org, origin: Self.origin, terms: terms))
    }
}

extension [Shelf] {
    var maker: ProductDocuments {
        ProductDocuments(
            org: Shelf.org, origin: Shelf.origin, terms: first?.terms ?? PriceTerms(),
            locations: Dictionary(uniqueKeysWithValues: map { ($0.id, $0.terms) }))
    }

    /// One inventory of all; of each shelf the rows after the first `listed` are retained ones.
    func inventory(listed: Int = .max) throws -> Inventory {
        var builder = InventoryBuilder()
        for shelf in self {
            for (rows, isRetained) in [
                (shelf.rows.prefix(listed), false), (shelf.rows.dropFirst(listed), true),
            ] where !isRetained || !rows.isEmpty {
                builder.add(
                    try Shelf.inventory(rows), rules: shelf.rules, location: shelf.id,
                    isRetained: isRetained)
            }
            builder.add(shelf.details)
        }
        return try builder.build()
    }

    /// The documents of the tenant with all these locations, by item id.
    func documents(listed: Int = .max) throws -> [String: ShelfDocuments] {
        try ShelfDocuments.of(inventory(listed: listed), maker)
    }
}

/// Both documents of an item.
struct ShelfDocuments: Equatable {
    var canonical: Fields
    var shown: Fields

    static func of(
        _ inventory: Inventory, _ maker: ProductDocuments
    ) throws -> [String: ShelfDocuments] {
        var all: [String: ShelfDocuments] = [:]
        for item in inventory.items {
            let made = maker.make(item)
            all[item.idItem] = ShelfDocuments(
                canonical: try Fields(mapValueBytes: made.canonical),
                shown: try Fields(mapValueBytes: made.public))
        }
        return all
    }

    /// An entry of the canonical product's map.
    func entry(_ location: String) -> Fields? {
        canonical["locations"]?.mapValue?[location]?.mapValue
    }

    func shownEntry(_ location: String) -> Fields? {
        shown["locations"]?.mapValue?[location]?.mapValue
    }
}
