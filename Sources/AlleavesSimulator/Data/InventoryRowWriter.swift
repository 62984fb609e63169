import JSON

/// Writes inventory rows with the 110 keys of production, in its order. Values of sensitive fields
/// begin with `SECRET-`, so that tests can search for leaks.
struct InventoryRowWriter: Sendable {
    private let kinds = ProductKind.all
    private let brands = WordList(Vocabulary.brands)
    private let vendors = WordList(Vocabulary.vendors)
    private let adjectives = WordList(Vocabulary.adjectives)
    private let nouns = WordList(Vocabulary.nouns)

    /// What the rows of a response or a location have in common.
    struct Totals {
        var rows = 0
        var onHand = 0
        var available = 0
    }

    func write(_ row: GeneratedRow, _ totals: Totals, to out: ByteBuffer) {
        writeIdentity(row, to: out)
        writeBiotrack(row, to: out)
        writeProduct(row, to: out)
        writeLabels(row, to: out)
        writePlace(row, totals, to: out)
        writeUnits(row, to: out)
        writePrices(row, to: out)
        writeDates(row, to: out)
        writeTests(row, totals, to: out)
    }

    /// The item's name, escaped, without quotes.
    func writeName(_ item: GeneratedItem, to out: ByteBuffer) {
        let kind = kinds[item.kind]
        if let brand = item.brand {
            brands.write(brand, to: out)
            out.text(" - ")
        }
        out.text(kind.word)
        out.text(item.hasDoubleSpace ? " -  " : " - ")
        writeStrainName(item, to: out)
        out.byte(0x20)
        out.integer(item.index)
        out.text(" - ")
        out.text(kind.sizes[item.size].label)
        if !kind.isProduct { out.cents(item.retailCents) }
    }

    /// The item's name, unescaped.
    func name(of item: GeneratedItem) -> String {
        let quoted = ByteBuffer(capacity: 128)
        quoted.byte(0x22)
        writeName(item, to: quoted)
        quoted.byte(0x22)
        return (try? JSONParser.parse(quoted.array))?.string ?? ""
    }

    func writeStrainName(_ item: GeneratedItem, to out: ByteBuffer) {
        adjectives.write(item.adjective, to: out)
        out.byte(0x20)
        nouns.write(item.noun, to: out)
    }

    /// The brand with its stray spaces, quoted; or null.
    func writeBrand(_ item: GeneratedItem, to out: ByteBuffer) {
        guard let brand = item.brand else { return out.text("null") }
        out.text(item.brandSpace == 1 ? "\" " : "\"")
        brands.write(brand, to: out)
        out.text(item.brandSpace == 2 ? " \"" : "\"")
    }

    private func writeIdentity(_ row: GeneratedRow, to out: ByteBuffer) {
        let kind = kinds[row.item.kind]
        let id = InventoryGenerator.idFirst + row.item.index
        out.text(#"{"biotrack_test_results":[],"id_batch":"#)
        out.integer(row.idBatch)
        out.text(#","id_item":"#)
        out.integer(id)
        out.text(#","id_item_group":"#)
        out.integer(id)
        out.text(#","id_location":"#)
        out.integer(InventoryGenerator.idFirst + row.location)
        out.text(#","is_biotrack":false,"is_adult_use":"#)
        out.flag(kind.isCannabis)
        out.text(#","is_medical_use":false,"is_cannabis":"#)
        out.flag(kind.isCannabis)
        out.text(#","is_plant":false,"is_seed":false,"threshold_low_quantity":null"#)
        out.text(#","threshold_low_quantity_selected":false,"batch_cost_of_good":"#)
        out.decimalOrNull(row.costThousandths, places: 3)
        out.text(#","id_strain":"#)
        out.integerOrNull(row.idStrain)
    }

    private func writeBiotrack(_ row: GeneratedRow, to out: ByteBuffer) {
        out.text(#","biotrack_barcode_id":null,"biotrack_state_id":null"#)
        out.text(#","biotrack_inventory_type_id":null,"biotrack_scheduled_destroyed":null"#)
        out.text(#","biotrack_destroyed":null,"biotrack_restocked":null,"biotrack_thc":null"#)
        out.text(#","biotrack_cbd":null,"biotrack_thc_mg":null,"biotrack_cbd_mg":null"#)
        out.text(#","biotrack_med_useable_weight":null,"biotrack_rec_useable_weight":null"#)
        out.text(#","is_low_thc":false,"is_medicated":false,"is_smoking":false"#)
        out.text(#","is_low_thc_and_medical":false,"is_product":"#)
        out.flag(kinds[row.item.kind].isProduct)
    }

    private func writeProduct(_ row: GeneratedRow, to out: ByteBuffer) {
        out.text(#","category":""#)
        out.text(kinds[row.item.kind].category)
        out.text(#"","id_raw_material":null,"raw_material":null,"dosage_recommended":null"#)
        out.text(#","brand":"#)
        writeBrand(row.item, to: out)
        out.text(#","vendor":"#)
        if let vendor = row.item.vendor {
            out.byte(0x22)
            vendors.write(vendor, to: out)
            out.byte(0x22)
        } else {
            out.text("null")
        }
        out.text(#","vendor_metrc_facility_license_number":"#)
        if row.hasVendorLicense {
            out.text(#""SECRET-LICENSE-"#)
            out.padded(row.item.vendor ?? 0, width: 6)
            out.byte(0x22)
        } else {
            out.text("null")
        }
    }

    private func writeLabels(_ row: GeneratedRow, to out: ByteBuffer) {
        out.text(#","id_area":"#)
        out.integerOrNull(row.stock.area?.rawValue)
        out.text(#","internal_id_area":null,"id_status":1,"item":""#)
        writeName(row.item, to: out)
        out.text(#"","sku":null,"batch":"#)
        out.text(row.hasLabel && row.batchEqualsLabel ? #""SECRET-METRC-"# : #""BATCH-00000-"#)
        out.padded(row.idBatch, width: 11)
        out.text(#"","vendor_batch_id":null,"metrc_package_label":"#)
        if row.hasLabel {
            out.text(#""SECRET-METRC-"#)
            out.padded(row.idBatch, width: 11)
            out.text(#"","metrc_item_id":"SECRET-"#)
            out.padded(row.item.index, width: 6)
            out.byte(0x22)
        } else {
            out.text(#"null,"metrc_item_id":null"#)
        }
        out.text(#","metrc_item_id_item":null,"id_ommu_form":null,"ommu_form_name":null"#)
        out.text(#","is_ommu_delivery_device":false"#)
    }

    private func writePlace(_ row: GeneratedRow, _ totals: Totals, to out: ByteBuffer) {
        let isStocked = row.stock.area != nil
        out.text(#","location":""#)
        out.text("Sample Store ")
        out.integer(row.location + 1)
        out.text(AreaText.fields(row.stock.area))
        out.text(#","all_avaliable_per_location":0,"all_on_hand_per_location":"#)
        out.integer(totals.onHand)
        out.text(#","location_low_inventory_threshold_batch":null,"has_owned_batch":"#)
        out.flag(isStocked)
        out.text(#","on_hand":"#)
        out.integer(row.stock.onHand)
        out.text(#","available":"#)
        out.integer(row.stock.available)
        out.text(#","uom_type":"count","delivery_route":"#)
        if let route = kinds[row.item.kind].route {
            out.byte(0x22)
            out.text(route)
            out.byte(0x22)
        } else {
            out.text("null")
        }
        out.text(#","uom":"Each","uom_short":"ea""#)
    }

    private func writeUnits(_ row: GeneratedRow, to out: ByteBuffer) {
        let size = kinds[row.item.kind].sizes[row.item.size]
        out.text(#","weight_useable":"#)
        if size.unit == .none { out.text("null") } else { out.decimal(size.tenths, places: 1) }
        switch size.unit {
        case .grams:
            out.text(#","weight_useable_uom":"Grams","weight_useable_uom_short":"g""#)
            out.text(#","uom_weight_net_short":"g""#)
        case .milligrams:
            out.text(#","weight_useable_uom":"Milligrams","weight_useable_uom_short":"mg""#)
            out.text(#","uom_weight_net_short":"mg""#)
        case .each:
            out.text(#","weight_useable_uom":"Each","weight_useable_uom_short":"ea""#)
            out.text(#","uom_weight_net_short":null"#)
        case .none:
            out.text(#","weight_useable_uom":null,"weight_useable_uom_short":null"#)
            out.text(#","uom_weight_net_short":null"#)
        }
        out.text(#","status":"open","qc_hold":false,"date_closed":null,"cost_of_good":"#)
        out.decimalOrNull(row.costThousandths, places: 3)
    }
}
