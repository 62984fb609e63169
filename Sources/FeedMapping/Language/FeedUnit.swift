/// The unit of a number in a feed.
enum FeedUnit: String, Equatable, Sendable, CaseIterable {
    case dollars, cents
    case percent, fraction
    case milligramsPerGram = "mg/g"
    case milligrams = "mg"
    case grams = "g"
    case kilograms = "kg"
    case ounces = "oz"
    case pounds = "lb"
    case each, milliliters = "ml"

    /// By a word that menus use for it, ignoring case.
    init?(word: String) {
        guard let unit = Self.words[word.lowercased()] else { return nil }
        self = unit
    }

    private static let words: [String: FeedUnit] = {
        var words: [String: FeedUnit] = [:]
        for unit in allCases { words[unit.rawValue] = unit }
        for (unit, spellings) in [
            (FeedUnit.dollars, ["dollar", "usd", "$"]), (.cents, ["cent", "minor"]),
            (.percent, ["%", "percentage", "pct"]), (.fraction, ["ratio"]),
            (.milligramsPerGram, ["milligrams_per_gram", "mgg", "mg_per_g"]),
            (.milligrams, ["milligram", "milligrams", "mgs"]), (.grams, ["gram", "grams", "gr"]),
            (.kilograms, ["kilogram", "kilograms"]), (.ounces, ["ounce", "ounces"]),
            (.pounds, ["pound", "pounds", "lbs"]),
            (.each, ["ea", "unit", "units", "count", "ct", "piece", "pieces"]),
            (.milliliters, ["milliliter", "milliliters", "millilitre", "millilitres"]),
        ] {
            for spelling in spellings { words[spelling] = unit }
        }
        return words
    }()
}

/// What a field measures, and thereby its possible units.
enum FeedMeasure: Sendable {
    case money, percent, milligrams, weight

    /// The factor from `unit` to the field's own unit (dollars, percent, milligrams, grams); absent
    /// if `unit` measures something else, as milligrams do for a potency in percent.
    func factor(_ unit: FeedUnit?) -> FeedReading<FeedDecimal> {
        guard let unit else { return .read(Self.one) }
        switch (self, unit) {
        case (.money, .dollars), (.percent, .percent), (.milligrams, .milligrams),
            (.weight, .grams):
            return .read(Self.one)
        case (.money, .cents): return .read(FeedDecimal(mantissa: 1, scale: 2))
        case (.percent, .fraction): return .read(FeedDecimal(mantissa: 100, scale: 0))
        case (.percent, .milligramsPerGram): return .read(FeedDecimal(mantissa: 1, scale: 1))
        case (.milligrams, .grams), (.weight, .kilograms):
            return .read(FeedDecimal(mantissa: 1_000, scale: 0))
        case (.weight, .milligrams): return .read(FeedDecimal(mantissa: 1, scale: 3))
        // A pound is 0.45359237 kg by definition.
        case (.weight, .pounds): return .read(FeedDecimal(mantissa: 45_359_237, scale: 5))
        case (.weight, .ounces): return .read(FeedDecimal(mantissa: 28_349_523_125, scale: 9))
        case (.money, _): return .unreadable
        case (.percent, _), (.milligrams, _), (.weight, _):
            return unit == .dollars || unit == .cents ? .unreadable : .absent
        }
    }

    private static let one = FeedDecimal(mantissa: 1, scale: 0)
}
