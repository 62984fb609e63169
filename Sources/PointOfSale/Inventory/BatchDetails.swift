/// What a batch's own record adds to the inventory's row. Licence numbers are not read.
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
    /// The METRC tag, for those who must account for it only.
    public var tag: String?
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
    /// Values that were there and could not be read.
    public var unreadable = UnreadableValues()

    public init(idBatch: Int64) { self.idBatch = idBatch }
}

extension BatchDetails {
    static let keys: Set<String> = [
        "id_batch", "id_item", "barcode", "status", "date_expire", "expiration_date",
        "date_production", "date_package", "package_date", "thc_mg", "cbd_mg", "id_area", "area",
        "area_name", "terpenes", "name", "percentage", "strain_type", "effects", "data", "items",
        "batch", "batches", "tag", "metrc_tag", "batch_tag", "metrc_package_label",
    ]

    /// Nil without an id.
    init?(_ value: JSONValue) {
        guard let idBatch = value["id_batch"]?.identifierReading.value else { return nil }
        self.init(idBatch: idBatch)
        var reader = RecordReader(value, listing: "batches")
        reader.id = String(idBatch)
        idItem = reader.identifier("id_item")
        barcode = reader.word("barcode")
        tag = reader.label("metrc_package_label", "tag", "metrc_tag", "batch_tag")
        status = reader.word("status")
        expiry = reader.date("date_expire", "expiration_date")
        productionDate = reader.date("date_production")
        packageDate = reader.date("date_package", "package_date")
        thcMilligramsThousandths = reader.measure("thc_mg")
        cbdMilligramsThousandths = reader.measure("cbd_mg")
        idArea = reader.identifier("id_area")
        area = reader.word("area", "area_name")
        strainType = reader.word("strain_type")
        terpenes = BatchDetails.terpenes(value, &reader)
        effects = BatchDetails.effects(value, &reader)
        unreadable = reader.unreadable
    }

    /// Entries that do not name a terpene and how much of it there is are left out and counted.
    private static func terpenes(_ value: JSONValue, _ reader: inout RecordReader) -> [Terpene] {
        guard let list = value["terpenes"] else { return [] }
        guard let entries = list.array else {
            if list.textReading != .absent { reader.note("terpenes") }
            return []
        }
        return entries.prefix(AlleavesLimits.detailEntriesMax).compactMap { entry in
            let percentage = entry["percentage"]?.measureReading ?? .absent
            guard let name = entry["name"]?.word, percentage != .unreadable else {
                reader.note("terpenes")
                return nil
            }
            return percentage.value.map { Terpene(name: name, percentageThousandths: $0) }
        }
    }

    private static func effects(_ value: JSONValue, _ reader: inout RecordReader) -> [String] {
        guard let list = value["effects"] else { return [] }
        guard let entries = list.array else {
            if list.textReading != .absent { reader.note("effects") }
            return []
        }
        return entries.prefix(AlleavesLimits.detailEntriesMax).compactMap(\.word)
    }
}
