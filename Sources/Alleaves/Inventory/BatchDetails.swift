/// What a batch's own record adds to the inventory's row. Labels and licence numbers are not read.
public struct BatchDetails: Equatable, Sendable {
    public struct Terpene: Equatable, Sendable {
        public var name: String
        /// In 1/1,000 of a percent; above zero.
        public var percentageThousandths: Int64

        public init(name: String, percentageThousandths: Int64) {
            self.name = name
            self.percentageThousandths = percentageThousandths
        }
    }

    public var idBatch: Int64
    public var idItem: Int64?
    public var barcode: String?
    public var status: String?
    public var expiry: CalendarDate?
    public var productionDate: CalendarDate?
    public var packageDate: CalendarDate?
    public var thcMilligramsThousandths: Int64?
    public var cbdMilligramsThousandths: Int64?
    public var idArea: Int64?
    public var area: String?
    public var terpenes: [Terpene] = []
    public var strainType: String?
    public var effects: [String] = []

    public init(idBatch: Int64) { self.idBatch = idBatch }
}

extension BatchDetails {
    static let keys: Set<String> = [
        "id_batch", "id_item", "barcode", "status", "date_expire", "expiration_date",
        "date_production", "date_package", "thc_mg", "cbd_mg", "id_area", "area", "area_name",
        "terpenes", "name", "percentage", "strain_type", "effects", "data", "items", "batch",
        "batches",
    ]

    /// Nil without an id.
    init?(_ value: JSONValue) {
        guard let idBatch = value["id_batch"]?.identifier else { return nil }
        self.init(idBatch: idBatch)
        idItem = value["id_item"]?.identifier
        barcode = value["barcode"]?.text
        status = value["status"]?.text
        expiry = BatchDetails.date(value["date_expire"])
            ?? BatchDetails.date(value["expiration_date"])
        productionDate = BatchDetails.date(value["date_production"])
        packageDate = BatchDetails.date(value["date_package"])
        thcMilligramsThousandths = BatchDetails.amount(value["thc_mg"])
        cbdMilligramsThousandths = BatchDetails.amount(value["cbd_mg"])
        idArea = value["id_area"]?.identifier
        area = value["area"]?.text ?? value["area_name"]?.text
        terpenes = (value["terpenes"]?.array ?? []).compactMap { entry in
            guard let name = entry["name"]?.text,
                let percentage = BatchDetails.amount(entry["percentage"])
            else { return nil }
            return Terpene(name: name, percentageThousandths: percentage)
        }
        strainType = value["strain_type"]?.text
        effects = (value["effects"]?.array ?? []).compactMap(\.text)
    }

    private static func date(_ value: JSONValue?) -> CalendarDate? {
        value?.text.flatMap { CalendarDate($0.utf8) }
    }

    private static func amount(_ value: JSONValue?) -> Int64? {
        value?.decimal.flatMap { RowNumber.value($0, .percent) }
    }
}
