import JSON
import Randomness

@testable import AlleavesSimulator

/// The books of one store, and what its POS makes of them.
struct StoreBooks {
    struct Row: Equatable {
        var item: Int
        var batch: Int
        var available: Int
    }

    var rows: [Row] = []
    var faults = InventoryFaults()
    private let location: Int
    private let items: Range<Int>
    private var nextBatch: Int
    /// Rows that the books never fall below: a store does not sell out in a day.
    private static let rowsMin = 20

    init(location: Int, items: Range<Int>, _ random: inout SeededRandom) {
        self.location = location
        self.items = items
        nextBatch = location * 10_000
        for _ in 0..<45 { add(&random) }
    }

    /// The answer to a request of the inventory search.
    func answer(_ request: [UInt8]) throws -> (status: Int, body: [UInt8]) {
        if let status = faults.status { return (status, []) }
        let asked = try JSONParser.parse(request)
        let page = faults.page(
            of: rows.map(json), skip: asked["skip"]?.integer, take: asked["take"]?.integer)
        let buffer = ByteBuffer()
        buffer.json(.array(Array(page)))
        return (200, buffer.array)
    }

    private func json(_ row: Row) -> JSONValue {
        .fields([
            "id_item": .integer(row.item), "id_batch": .integer(row.batch),
            "id_location": .integer(location), "id_area": .integer(1_000),
            "area_type": .string("Retail"), "status": .string("open"),
            "item": .string("Item \(row.item)"), "category": .string("Category > Flower"),
            "price_otd_adult_use": .integer(10 + row.item % 7),
            "available": .integer(row.available), "on_hand": .integer(row.available + 1),
            "total_rows": .integer(rows.count),
        ])
    }

    /// A few things happen in the store.
    mutating func pass(_ random: inout SeededRandom) {
        for _ in 0..<(1 + random.below(6)) {
            switch random.below(4) {
            case 0: add(&random)
            case 1 where rows.count > Self.rowsMin: rows.remove(at: random.below(rows.count))
            case 2: rows.shuffle(using: &random)
            default: rows[random.below(rows.count)].available = random.below(4) * 3
            }
        }
    }

    private mutating func add(_ random: inout SeededRandom) {
        nextBatch += 1
        let item = items.lowerBound + random.below(items.count)
        let place = random.below(rows.count + 1)
        rows.insert(Row(item: item, batch: nextBatch, available: random.below(9)), at: place)
    }

    /// Half of the time something is wrong, though never so that nobody could tell: an answer that
    /// is consistently another one is true as far as anybody knows.
    mutating func breakDown(_ random: inout SeededRandom) {
        faults = InventoryFaults()
        switch random.below(20) {
        case 0: faults.status = [500, 503, 403][random.below(3)]
        case 1: faults.isEmpty = true
        case 2: faults.rowsMax = random.below(rows.count)
        case 3: faults.pageRowsMax = 2 + random.below(20)
        case 4: faults.totalRows = random.below(2 * rows.count)
        case 5:
            faults.pageRowsMax = 2 + random.below(20)
            faults.totalRows = faults.pageRowsMax
        case 6:
            faults.repeatedRows = places(&random, 3)
            faults.droppedRows = places(&random, 3).subtracting(faults.repeatedRows)
        case 7: faults.droppedRows = places(&random, 5)
        case 8: faults.namelessRows = places(&random, 4)
        case 9:
            faults.pageRowsMax = 5 + random.below(10)
            faults.ignoresPages = true
        case 10:
            faults.totalRows = 0
            faults.pageRowsMax = 3 + random.below(10)
        default: break
        }
    }

    private func places(_ random: inout SeededRandom, _ count: Int) -> Set<Int> {
        Set((0..<count).map { _ in random.below(rows.count) })
    }
}
