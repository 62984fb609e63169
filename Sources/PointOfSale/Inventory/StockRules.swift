/// The rules for sellable stock of a location.
public struct StockRules: Equatable, Sendable {
    /// Area types that sell besides retail and those unset, as ``key(ofAreaType:)`` writes them.
    public var sellableAreas: Set<String>
    /// Whether expired stock is sold, marked as such.
    public var sellsExpired: Bool
    /// The location's local day: a batch is sold until the end of its expiry date. Nil disables
    /// expiry.
    public var today: CalendarDate?

    /// - Parameter sellableAreas: as an operator writes them.
    public init(
        sellableAreas: [String] = [], sellsExpired: Bool = false, today: CalendarDate? = nil
    ) {
        self.sellableAreas = Set(sellableAreas.map { Self.key(ofAreaType: $0) })
        self.sellsExpired = sellsExpired
        self.today = today
    }

    /// The normalised key of an area type: without case and blanks.
    static func key(ofAreaType text: String) -> String {
        String(text.lowercased().filter { !$0.isWhitespace })
    }

    /// Whether stock in an area of this type may be sold; false for unknown types.
    func sells(areaType: String) -> Bool {
        let key = Self.key(ofAreaType: areaType)
        return key.isEmpty || key == "retail" || sellableAreas.contains(key)
    }
}
