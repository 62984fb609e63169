import FirestoreModel
import MirrorClient
import Testing

/// Documents of a tenant with two stores, main and north, written by hand: three flowers.
///
/// | product | main | north |
/// |---|---|---|
/// | 1 Alpha | 2 at $20 | 3 at $25 |
/// | 2 Beta | does not carry it | 4 at $10 |
/// | 3 Gamma | none left, $8 | 1 at $12 |
enum StoreDocuments {
    /// A product at one store.
    struct Shelf {
        var dollars: Double
        var stock: Int64
        /// Dates of expiry of its batches, YYYY-MM-DD; of one unit each.
        var batches: [String] = []
    }

    static let shelves: [Int: [String: Shelf]] = [
        1: ["main": Shelf(dollars: 20, stock: 2), "north": Shelf(dollars: 25, stock: 3)],
        2: ["north": Shelf(dollars: 10, stock: 4)],
        3: ["main": Shelf(dollars: 8, stock: 0), "north": Shelf(dollars: 12, stock: 1)],
    ]

    private static let names = [1: "Alpha", 2: "Beta", 3: "Gamma"]

    /// Adds the second store and stores the products.
    static func put(_ daemon: TestDaemon) throws {
        try daemon.putLocation("north", locationID: "1001")
        for (number, shelves) in shelves { try put(number, shelves, daemon) }
    }

    /// Stores the documents of one product.
    static func put(_ number: Int, _ shelves: [String: Shelf], _ daemon: TestDaemon) throws {
        let client = try daemon.connect(metadata: [("allow-pos-fields", "true")])
        defer { client.close() }
        try client.updateDocument(
            TestDaemon.item("alleaves_\(number)"),
            fields: fields(number, shelves, isPublic: true))
        try client.updateDocument(
            TestDaemon.product(number), fields: fields(number, shelves, isPublic: false))
    }

    private static func fields(
        _ number: Int, _ shelves: [String: Shelf], isPublic: Bool
    ) -> Fields {
        let stock = shelves.values.reduce(0) { $0 + $1.stock }
        let shown = shelves.filter { $0.value.stock > 0 || stock == 0 }.min {
            ($0.value.dollars, $0.key) < ($1.value.dollars, $1.key)
        }
        var fields: Fields = [
            "id": .string("alleaves_\(number)"), "externalId": .string("\(number)"),
            "name": .string(names[number] ?? "New"), "category": "Flower",
            "categoryPath": ["Flower"], "isActive": true, "orgId": .string(TestDaemon.org),
            "source": "alleaves", "stock": .integer(stock), "onHand": .integer(stock),
            "inStock": .boolean(stock > 0),
        ]
        if let shown {
            fields["price"] = .double(shown.value.dollars)
            fields["priceLocation"] = .string(shown.key)
        }
        fields["locations"] = .map(
            shelves.reduce(into: Fields()) { map, entry in
                map[entry.key] = .map(shelf(entry.value, isPublic: isPublic))
            })
        if !isPublic {
            fields["batches"] = .array(
                shelves.sorted { $0.key < $1.key }.flatMap { batches($0.value) })
        }
        return fields
    }

    private static func shelf(_ shelf: Shelf, isPublic: Bool) -> Fields {
        var fields: Fields = [
            "inStock": .boolean(shelf.stock > 0), "onHand": .integer(shelf.stock),
            "price": .double(shelf.dollars), "priceSource": "otd",
            "stock": .integer(shelf.stock),
        ]
        if !isPublic { fields["batches"] = .array(batches(shelf)) }
        return fields
    }

    private static func batches(_ shelf: Shelf) -> [Value] {
        shelf.batches.map { date in
            .map([
                "batchId": .string("batch of \(date)"), "expirationDate": .string(date),
                "onHand": 1, "sellable": true,
            ])
        }
    }
}
