/// What of a location's stock may be sold.
public struct StockRules: Equatable, Sendable {
    /// Area types that sell besides retail and those unset, as ``key(ofAreaType:)`` writes them.
    public var sellableAreas: Set<String>
    /// Sells what has expired, marked as such.
    public var sellsExpired: Bool
    /// The location's local day: a batch sells on the day that it expires and not on the next.
    /// Nil where nothing expires.
    public var today: CalendarDate?

    /// - Parameter sellableAreas: as an operator writes them.
    public init(
        sellableAreas: [String] = [], sellsExpired: Bool = false, today: CalendarDate? = nil
    ) {
        self.sellableAreas = Set(sellableAreas.map { Self.key(ofAreaType: $0) })
        self.sellsExpired = sellsExpired
        self.today = today
    }

    /// An area type without what its spelling varies in: case and blanks.
    static func key(ofAreaType text: String) -> String {
        String(text.lowercased().filter { !$0.isWhitespace })
    }

    /// Whether stock in an area of this type may be sold; never in one that nobody has heard of.
    func sells(areaType: String) -> Bool {
        let key = Self.key(ofAreaType: areaType)
        return key.isEmpty || key == "retail" || sellableAreas.contains(key)
    }
}
