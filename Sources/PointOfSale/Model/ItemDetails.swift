/// What the item search knows of an item beyond its inventory rows: for showing, never for stock or
/// prices.
public struct ItemDetails: Equatable, Sendable {
    public var idItem: String
    /// http and https addresses, the first one first.
    public var imageURLs: [String] = []
    public var description: String?
    public var strainType: String?
    /// In 1/1,000 of a percent, above 0 and at most 100 %.
    public var thcThousandths: Int64?
    public var cbdThousandths: Int64?
    public var idTaxCategory: Int64?

    public init(idItem: String) { self.idItem = idItem }

    /// Whether there is anything besides the id.
    public var isEmpty: Bool { self == ItemDetails(idItem: idItem) }

    /// Equal for equal content, in every run of this version.
    public var contentHash: UInt64 {
        var hash = InventoryHash(seed: 3)
        hash.mix(UInt64(imageURLs.count))
        for url in imageURLs { hash.mix(url) }
        hash.mix(description)
        hash.mix(strainType)
        hash.mix(thcThousandths)
        hash.mix(cbdThousandths)
        hash.mix(idTaxCategory)
        return hash.state
    }
}
