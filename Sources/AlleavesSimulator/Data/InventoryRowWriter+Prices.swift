import CivilTime

extension InventoryRowWriter {
    func writePrices(_ row: GeneratedRow, to out: ByteBuffer) {
        let item = row.item
        let isGeneric = item.pricing == .generic
        let isAdult = item.pricing == .adultUse
        out.text(#","price_retail":"#)
        out.cents(isGeneric ? item.retailCents : 0)
        out.text(#","price_retail_adult_use":"#)
        out.cents(isAdult ? item.retailCents : 0)
        out.text(#","price_retail_medical_use":"#)
        out.integer(item.hasDummyMedicalPrice ? 1 : 0)
        out.text(#","price_otd":"#)
        out.cents(isGeneric ? item.outTheDoorCents : 0)
        out.text(#","price_otd_adult_use":"#)
        out.cents(isAdult ? item.outTheDoorCents : 0)
        out.text(#","price_otd_medical_use":"#)
        out.integer(item.hasDummyMedicalPrice ? 1 : 0)
        out.text(#","use_location_otd_price":false,"use_otd_price":false,"servings":"#)
        out.integerOrNull(row.hasNutrition ? 10 : nil)
        out.text(#","deleted":false,"has_inventory":"#)
        out.flag(row.stock.area != nil)
        out.text(#","has_available_inventory":"#)
        out.flag(row.stock.area != nil)
    }

    func writeDates(_ row: GeneratedRow, to out: ByteBuffer) {
        out.text(#","date_received":""#)
        out.timestamp(
            row.received, millisecond: row.receivedMillisecond, fraction: row.receivedHasFraction)
        out.text(#"","date_expire":"#)
        if let expires = row.expires {
            out.byte(0x22)
            out.date(expires)
            out.byte(0x22)
        } else {
            out.text("null")
        }
        out.text(row.hasAllergens ? #","allergens":"Contains tree nuts""# : #","allergens":null"#)
        out.text(
            row.hasIngredients
                ? #","ingredients_list":"See package","nutritional_information":"#
                : #","ingredients_list":null,"nutritional_information":"#)
        out.text(row.hasNutrition ? Self.nutrition : "null")
        writeStrain(row, to: out)
        out.text(#","date_updated":"#)
        if row.stock.area == nil {
            out.text("null")
        } else {
            writeUpdated(row, to: out)
        }
        out.text(#","batch_date_updated":"#)
        writeUpdated(row, to: out)
    }

    private func writeUpdated(_ row: GeneratedRow, to out: ByteBuffer) {
        out.byte(0x22)
        out.timestamp(row.updated, millisecond: row.receivedMillisecond)
        out.text("Z\"")
    }

    private func writeStrain(_ row: GeneratedRow, to out: ByteBuffer) {
        out.text(#","strain":"#)
        if row.item.hasStrain {
            out.byte(0x22)
            writeStrainName(row.item, to: out)
            out.byte(0x22)
        } else {
            out.text("null")
        }
        out.text(#","harvest_batch":null,"methodlabs_coa":null"#)
        out.text(#","location_threshold_low_quantity_value":"#)
        out.integerOrNull(row.hasThreshold ? 5 : nil)
        out.text(#","location_threshold_low_quantity_selected":"#)
        out.flag(row.hasThreshold)
    }

    func writeTests(_ row: GeneratedRow, _ totals: Totals, to out: ByteBuffer) {
        out.text(#","id_test_result":"#)
        out.integerOrNull(row.testResult)
        out.text(#","coa_s3_key":null,"biotrack_coa_link":null,"all_available_per_location":"#)
        out.integer(totals.available)
        out.text(#","thc":"#)
        out.decimalOrNull(row.item.thcHundredths, places: 2)
        out.text(#","thc_mg":null,"cbd":null,"cbd_mg":null,"compounds":["#)
        if let thc = row.item.thcHundredths {
            // Production has a string here, but a number in `thc`.
            out.text(#"{"compound":"THC %","result":""#)
            out.decimal(thc, places: 2)
            out.text(#""}"#)
        }
        out.text(#"],"coa_url":null,"total_rows":"#)
        out.integer(totals.rows)
        out.byte(0x7D)
    }

    private static let nutrition: StaticString = #"""
        "Serving size: 1 piece\nServings: 10\nCalories: 15 \"per piece\"\nSugar: 3 g"
        """#
}
