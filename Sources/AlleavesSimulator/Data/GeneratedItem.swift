import Randomness

/// What all rows of an item share, determined by the seed and the item's index.
struct GeneratedItem {
    /// Which price fields are filled, as seen in production.
    enum Pricing {
        /// The adult-use prices: nearly all items.
        case adultUse
        /// Only the generic prices: gift cards and accessories.
        case generic
        /// None.
        case absent
    }

    let index: Int
    let kind: Int
    /// The brand's index; nil for about 16 % of the items.
    let brand: Int?
    /// Stray spaces as seen in production: 0 none, 1 before, 2 after.
    let brandSpace: Int
    let vendor: Int?
    let adjective: Int
    let noun: Int
    let hasStrain: Bool
    let hasDoubleSpace: Bool
    let size: Int
    private(set) var pricing: Pricing
    /// Before tax, in cents.
    private(set) var retailCents: Int
    /// With tax ("out the door"), in cents.
    private(set) var outTheDoorCents: Int
    /// In thousandths of a dollar; nil for more than half of the items.
    let costThousandths: Int?
    /// A placeholder of one dollar as medical price, as seen in production.
    let hasDummyMedicalPrice: Bool
    /// In hundredths of a percent.
    let thcHundredths: Int?

    init(seed: UInt64, index: Int, kinds: CategoryTable) {
        var random = SeededRandom(seed: seed, stream: 1, index: index)
        self.index = index
        kind = kinds.pick(&random)
        let shape = kinds.kinds[kind]
        let isGiftCard = kind == ProductKind.giftCardIndex
        brand = random.chance(14, of: 100) || isGiftCard ? nil : random.below(kinds.brandCount)
        brandSpace = random.chance(4, of: 100) ? random.between(1, 2) : 0
        vendor = random.chance(1, of: 400) ? nil : random.below(kinds.vendorCount)
        adjective = random.below(kinds.adjectiveCount)
        noun = random.below(kinds.nounCount)
        hasStrain = random.chance(74, of: 100) && shape.isCannabis
        hasDoubleSpace = random.chance(4, of: 100)
        size = random.below(shape.sizes.count)
        pricing = Self.pricing(shape, &random)
        retailCents = Self.retail(shape, &random)
        outTheDoorCents = Self.outTheDoor(retailCents, pricing)
        costThousandths = Self.cost(shape, retailCents: retailCents, &random)
        hasDummyMedicalPrice = random.chance(1, of: 200)
        thcHundredths = random.chance(6, of: 100) ? random.below(7_000) : nil
    }

    /// Sets the price with tax, and the one before tax accordingly.
    mutating func setOutTheDoor(cents: Int) {
        if pricing == .absent { pricing = .adultUse }
        outTheDoorCents = cents
        retailCents = cents * 100 / (pricing == .generic ? 108 : 113)
    }

    private static func pricing(_ kind: ProductKind, _ random: inout SeededRandom) -> Pricing {
        let draw = random.below(1_000)
        if !kind.isCannabis { return .generic }
        return draw < 4 ? .absent : .adultUse
    }

    private static func retail(_ kind: ProductKind, _ random: inout SeededRandom) -> Int {
        let dollars = random.between(kind.dollarsMin, kind.dollarsMax)
        let draw = random.below(1_000)
        if draw < 2 && kind.isCannabis { return 1 }
        return draw < 22 ? dollars * 100 + 50 : dollars * 100
    }

    /// With 13 % tax for cannabis and 8 % for others, rounded half up.
    private static func outTheDoor(_ retailCents: Int, _ pricing: Pricing) -> Int {
        let percent = pricing == .generic ? 108 : 113
        return (retailCents * percent + 50) / 100
    }

    private static func cost(
        _ kind: ProductKind, retailCents: Int, _ random: inout SeededRandom
    ) -> Int? {
        let isPresent = random.chance(kind.costPercent, of: 100)
        let share = random.between(300, 620)
        let draw = random.below(200)
        let hasFraction = random.chance(30, of: 100)
        if !isPresent { return nil }
        if draw == 0 { return 0 }
        if draw < 3 { return retailCents * 15 }
        let exact = retailCents * 10 * share / 1_000
        return hasFraction ? exact : exact / 1_000 * 1_000
    }
}
