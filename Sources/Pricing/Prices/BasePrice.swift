/// The prices of one POS item in cents; nil is absent. Zero and absurd values count as absent.
public struct PriceFields: Sendable, Equatable {
    public var otdAdultUse: Int64?
    public var otd: Int64?
    public var otdMedicalUse: Int64?
    public var retailAdultUse: Int64?
    public var retail: Int64?
    public var retailMedicalUse: Int64?
    /// Cost of one unit, for the markup when no price is there.
    public var cost: UnitCost?

    public init(
        otdAdultUse: Int64? = nil, otd: Int64? = nil, otdMedicalUse: Int64? = nil,
        retailAdultUse: Int64? = nil, retail: Int64? = nil, retailMedicalUse: Int64? = nil,
        cost: UnitCost? = nil
    ) {
        self.otdAdultUse = otdAdultUse
        self.otd = otd
        self.otdMedicalUse = otdMedicalUse
        self.retailAdultUse = retailAdultUse
        self.retail = retail
        self.retailMedicalUse = retailMedicalUse
        self.cost = cost
    }
}

/// Which POS prices are preferred: out the door (with tax) or retail (before tax).
public enum PriceBasis: String, Sendable, CaseIterable { case otd, retail }

/// Which customers' prices are preferred.
public enum PriceChannel: String, Sendable, CaseIterable { case adult, medical }

/// Where a base price came from. Raw values are stored in columns: append, never renumber.
public enum PriceSource: UInt8, Sendable, CaseIterable {
    case none = 0
    case otdAdultUse = 1
    case otd = 2
    case retailAdultUse = 3
    case retail = 4
    case otdMedicalUse = 5
    case retailMedicalUse = 6
    case costMarkup = 7

    /// The value of `priceSource` in documents and menus.
    public var name: String {
        switch self {
        case .none: "none"
        case .otdAdultUse: "otd_adult_use"
        case .otd: "otd"
        case .retailAdultUse: "retail_adult_use"
        case .retail: "retail"
        case .otdMedicalUse: "otd_medical_use"
        case .retailMedicalUse: "retail_medical_use"
        case .costMarkup: "cost_markup"
        }
    }
}

/// The price everything else is computed from, chosen as Protocol/pricing.md says
/// (Base price).
public struct BasePrice: Sendable, Equatable {
    /// Cents; 0 exactly when `source` is `.none`.
    public let cents: Int64
    public let source: PriceSource

    /// - Parameter family: of the category; decides the markup on cost.
    public init(
        _ fields: PriceFields, family: CategoryFamily, basis: PriceBasis = .otd,
        channel: PriceChannel = .adult
    ) {
        for source in BasePrice.chain(basis, channel) {
            if let cents = fields.usable(source) {
                self.cents = cents
                self.source = source
                return
            }
        }
        cents = BasePrice.markedUp(fields.cost, family: family)
        source = cents > 0 ? .costMarkup : .none
    }

    /// The price before tax, for `retail_price_cents`: the first retail field above zero in the
    /// channel's order, else nil.
    public static func retailPrice(
        _ fields: PriceFields, channel: PriceChannel = .adult
    ) -> Int64? {
        chain(.retail, channel).lazy.filter(\.isRetail).compactMap(fields.usable).first
    }

    /// The channel's fields come first, and among them those of the basis. Medical prices never
    /// outrank a price open to every adult unless the channel is medical.
    private static func chain(_ basis: PriceBasis, _ channel: PriceChannel) -> [PriceSource] {
        switch (basis, channel) {
        case (.otd, .adult): otdAdult
        case (.retail, .adult): retailAdult
        case (.otd, .medical): otdMedical
        case (.retail, .medical): retailMedical
        }
    }

    private static let otdAdult: [PriceSource] = [
        .otdAdultUse, .otd, .retailAdultUse, .retail, .otdMedicalUse, .retailMedicalUse,
    ]
    private static let retailAdult: [PriceSource] = [
        .retailAdultUse, .retail, .otdAdultUse, .otd, .retailMedicalUse, .otdMedicalUse,
    ]
    private static let otdMedical: [PriceSource] = [
        .otdMedicalUse, .retailMedicalUse, .otdAdultUse, .otd, .retailAdultUse, .retail,
    ]
    private static let retailMedical: [PriceSource] = [
        .retailMedicalUse, .otdMedicalUse, .retailAdultUse, .retail, .otdAdultUse, .otd,
    ]

    private static func markedUp(_ cost: UnitCost?, family: CategoryFamily) -> Int64 {
        guard let cost, let price = cost.cents(tenths: markupTenths(family)),
            price <= PricingLimits.priceCentsMax
        else { return 0 }
        return price
    }

    private static func markupTenths(_ family: CategoryFamily) -> UInt64 {
        switch family {
        case .vapes, .concentrates: 20
        case .preRolls: 21
        case .edibles, .tinctures, .topicals: 23
        case .beverages: 24
        case .flower, .capsules, .accessories, .merchandise, .seeds, .giftCards, .other: 22
        }
    }
}

extension PriceFields {
    /// The field's value when it is above zero and not absurd.
    public func usable(_ source: PriceSource) -> Int64? {
        let value: Int64? =
            switch source {
            case .none, .costMarkup: nil
            case .otdAdultUse: otdAdultUse
            case .otd: otd
            case .retailAdultUse: retailAdultUse
            case .retail: retail
            case .otdMedicalUse: otdMedicalUse
            case .retailMedicalUse: retailMedicalUse
            }
        guard let value, value > 0, value <= PricingLimits.priceCentsMax else { return nil }
        return value
    }
}

extension PriceSource {
    fileprivate var isRetail: Bool {
        switch self {
        case .retailAdultUse, .retail, .retailMedicalUse: true
        case .none, .otdAdultUse, .otd, .otdMedicalUse, .costMarkup: false
        }
    }
}
