import CivilTime
import Randomness

/// Generates any row of the inventory from the seed, independently of other rows. A value; any
/// thread.
///
/// Rows of a location ascend by batch: the first row of each item, each followed by its damaged
/// twin, if any; then the second batches. A reader that keeps only an item's last row, or groups
/// only adjacent rows, is thus wrong for about 5 % of the items.
struct InventoryGenerator: Sendable {
    enum Stream: UInt64 { case batch = 2, stock = 3, twin = 5 }

    static let idFirst = 1_000
    /// One item in this many has a second row.
    static let secondRowStride = 20

    let seed: UInt64
    let products: Int
    let locations: Int
    var hasLocationPrices = false
    let today: CivilDate
    let kinds = CategoryTable()

    func item(_ index: Int, _ edits: InventoryEdits) -> GeneratedItem {
        var item = GeneratedItem(seed: seed, index: index, kinds: kinds)
        if !edits.prices.isEmpty, let cents = edits.prices[index] {
            item.setOutTheDoor(cents: cents)
        }
        return item
    }

    /// The item as sold at a location. A price set by a test applies at all locations.
    func item(_ index: Int, at location: Int, _ edits: InventoryEdits) -> GeneratedItem {
        var item = item(index, edits)
        if hasLocationPrices, location > 0, item.pricing != .absent, edits.prices[index] == nil {
            let step = location * SimulatorLimits.locationPriceStepCents
            item.setOutTheDoor(cents: item.outTheDoorCents + step)
        }
        return item
    }

    func random(_ stream: Stream, item: Int, _ location: Int, _ ordinal: Int) -> SeededRandom {
        let place = (location &* SimulatorLimits.generatedCountMax &+ item) &* 2 &+ ordinal
        return SeededRandom(seed: seed, stream: stream.rawValue, index: place)
    }

    // MARK: - Ids

    func idItem(_ index: Int) -> Int { Self.idFirst + index }

    func index(idItem: Int) -> Int? {
        guard idItem >= Self.idFirst, idItem < Self.idFirst + products else { return nil }
        return idItem - Self.idFirst
    }

    func idLocation(_ location: Int) -> Int { Self.idFirst + location }

    func location(id: Int) -> Int? {
        guard id >= Self.idFirst, id < Self.idFirst + locations else { return nil }
        return id - Self.idFirst
    }

    func idBatch(item: Int, role: RowRole, location: Int) -> Int {
        let first = Self.idFirst + location * products * 2
        return role == .secondBatch ? first + products + item / Self.secondRowStride : first + item
    }

    /// Item, role and location of a batch id; nil if there is no such batch.
    func batch(id: Int) -> (item: Int, role: RowRole, location: Int)? {
        guard products > 0, id >= Self.idFirst else { return nil }
        let (location, place) = (id - Self.idFirst).quotientAndRemainder(dividingBy: products * 2)
        guard location < locations else { return nil }
        if place < products { return (place, .first, location) }
        let item = (place - products) * Self.secondRowStride + secondRowOffset
        guard item < products, secondRole(item) == .secondBatch else { return nil }
        return (item, .secondBatch, location)
    }

    // MARK: - Second rows

    private var secondRowOffset: Int { Int(seed % UInt64(Self.secondRowStride)) }

    /// The role of the item's second row, if any.
    func secondRole(_ index: Int) -> RowRole? {
        guard index % Self.secondRowStride == secondRowOffset else { return nil }
        var random = SeededRandom(seed: seed, stream: Stream.twin.rawValue, index: index)
        return random.chance(10, of: 100) ? .damagedTwin : .secondBatch
    }

    /// The items that may have a second row.
    var secondRowItems: StrideTo<Int> {
        stride(from: secondRowOffset, to: products, by: Self.secondRowStride)
    }

    // MARK: - Stock

    func stock(_ item: Int, _ role: RowRole, _ location: Int, _ edits: InventoryEdits) -> RowStock {
        if !edits.stocks.isEmpty, let units = edits.stocks[item] {
            guard role == .first, units > 0 else { return .none }
            return RowStock(available: units, onHand: units, area: .retail)
        }
        var random = random(.stock, item: item, location, role == .secondBatch ? 1 : 0)
        if role == .damagedTwin {
            let units = 1 + Int(random.next() >> 61)
            return RowStock(available: units, onHand: units, area: .damaged)
        }
        let draw = random.below(100)
        // A twin requires units in the first row; otherwise the batch would not be in two areas.
        let isTwinned = role == .first && secondRole(item) == .damagedTwin
        if draw < 21 && !isTwinned { return .none }
        let most = draw < 70 ? 12 : draw < 97 ? 40 : 188
        let units = random.between(1, most)
        let isReserved = random.chance(25, of: 1_000)
        let isDamaged = random.chance(6, of: 1_000) && !isTwinned
        return RowStock(
            available: units, onHand: isReserved ? units + 1 : units,
            area: isDamaged ? .damagedReturns : .retail)
    }

    func row(_ item: Int, _ role: RowRole, _ location: Int, _ edits: InventoryEdits)
        -> GeneratedRow
    {
        var row = GeneratedRow(
            generator: self, item: self.item(item, at: location, edits), role: role,
            location: location,
            stock: stock(item, role, location, edits))
        // Units set by a test must be sellable.
        if edits.stocks[item] != nil, let expires = row.expires, expires < today {
            row.expires = nil
        }
        return row
    }
}
