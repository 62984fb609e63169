import JSON
import PointOfSale

extension BatchDetails {
    static let keys: Set<String> = [
        "id_batch", "id_item", "barcode", "status", "date_expire", "expiration_date",
        "date_production", "date_package", "package_date", "thc_mg", "cbd_mg", "id_area", "area",
        "area_name", "terpenes", "name", "percentage", "strain_type", "effects", "data", "items",
        "batch", "batches", "tag", "metrc_tag", "batch_tag", "metrc_package_label",
    ]

    /// Nil without an id.
    init?(_ value: JSONValue) {
        guard let idBatch = value["id_batch"]?.idText else { return nil }
        self.init(idBatch: idBatch)
        var reader = RecordReader(value, listing: "batches")
        reader.id = idBatch
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

    /// Entries without a terpene's name and amount are left out and counted.
    private static func terpenes(_ value: JSONValue, _ reader: inout RecordReader) -> [Terpene] {
        guard let list = value["terpenes"] else { return [] }
        guard let entries = list.array else {
            if list.textReading != .absent { reader.note("terpenes") }
            return []
        }
        return entries.prefix(POSLimits.detailEntriesMax).compactMap { entry in
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
        return entries.prefix(POSLimits.detailEntriesMax).compactMap(\.word)
    }
}
