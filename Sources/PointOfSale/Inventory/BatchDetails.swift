/// Details of a batch that the inventory's rows lack. Licence numbers are not read.
public struct BatchDetails: Equatable, Sendable {
    public struct Terpene: Equatable, Sendable {
        public var name: String
        /// In 1/1,000 of a percent; positive.
        public var percentageThousandths: Int64

        public init(name: String, percentageThousandths: Int64) {
            self.name = name
            self.percentageThousandths = percentageThousandths
        }
    }

    public var idBatch: String
    public var idItem: String?
    public var barcode: String?
    /// The METRC tag, for audit only.
    public var tag: String?
    public var status: String?
    public var expiry: CalendarDate?
    public var productionDate: CalendarDate?
    public var packageDate: CalendarDate?
    public var thcMilligramsThousandths: Int64?
    public var cbdMilligramsThousandths: Int64?
    public var idArea: String?
    public var area: String?
    public var terpenes: [Terpene] = []
    public var strainType: String?
    public var effects: [String] = []
    /// Unreadable values.
    public var unreadable = UnreadableValues()

    public init(idBatch: String) { self.idBatch = idBatch }
}
