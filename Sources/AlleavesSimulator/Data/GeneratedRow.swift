import CivilTime
import Randomness

/// One inventory row: a batch of an item in one area of a location.
struct GeneratedRow {
    let item: GeneratedItem
    let role: RowRole
    let location: Int
    let idBatch: Int
    let stock: RowStock
    let hasLabel: Bool
    let batchEqualsLabel: Bool
    let hasVendorLicense: Bool
    let received: CivilDate
    let receivedMillisecond: Int
    /// False for few rows: two of 395 in production had no milliseconds.
    let receivedHasFraction: Bool
    let updated: CivilDate
    var expires: CivilDate?
    let testResult: Int?
    let hasAllergens: Bool
    let hasIngredients: Bool
    let hasNutrition: Bool
    let hasThreshold: Bool
    let idStrain: Int?
    let costThousandths: Int?

    init(
        generator: InventoryGenerator, item: GeneratedItem, role: RowRole, location: Int,
        stock: RowStock
    ) {
        let ordinal = role == .secondBatch ? 1 : 0
        var random = generator.random(.batch, item: item.index, location, ordinal)
        self.item = item
        self.role = role
        self.location = location
        self.stock = stock
        idBatch = generator.idBatch(item: item.index, role: role, location: location)
        hasLabel = random.chance(90, of: 100)
        batchEqualsLabel = random.chance(70, of: 100)
        hasVendorLicense = random.chance(78, of: 100)
        received = generator.today.adding(-random.between(5, 500))
        receivedMillisecond = random.below(86_400_000)
        receivedHasFraction = !random.chance(2, of: 395)
        updated = received.adding(random.below(5))
        expires =
            random.chance(28, of: 100)
            ? generator.today.adding(Self.clear(random.between(-40, 400))) : nil
        testResult = random.chance(32, of: 100) ? random.between(1, 315) : nil
        hasAllergens = random.chance(17, of: 100)
        hasIngredients = random.chance(56, of: 100)
        hasNutrition = random.chance(1, of: 100)
        hasThreshold = random.chance(7, of: 100)
        idStrain = random.chance(8, of: 100) ? random.between(1_108, 1_174) : nil
        let cheaper = role == .secondBatch && random.chance(60, of: 100)
        costThousandths = item.costThousandths.map { cheaper ? $0 * 9 / 10 : $0 }
    }

    /// Avoids the days around today, so that whether a batch has expired depends neither on time
    /// zone nor hour.
    private static func clear(_ days: Int) -> Int { abs(days) < 3 ? 3 : days }

    /// Sellable units on the given day.
    func sellable(on day: CivilDate) -> Int {
        expires.map { $0 < day } ?? false ? 0 : stock.sellable
    }
}
