import JSON

@testable import Alleaves
@testable import PointOfSale

/// Synthetic rows as the POS writes them.
enum Rows {
    /// A full row; `changes` replace or add members, given as JSON.
    static func row(
        item: Int, batch: Int, _ changes: KeyValuePairs<String, String> = [:]
    ) -> String {
        var members: [(String, String)] = [
            ("biotrack_test_results", "[]"), ("id_batch", "\(batch)"), ("id_item", "\(item)"),
            ("is_adult_use", "true"), ("is_cannabis", "true"), ("is_product", "true"),
            ("category", "\"Category > Edibles\""), ("brand", "\" Acme  Farms \""),
            ("vendor", "\"Acme Vendor\""), ("vendor_metrc_facility_license_number", "\"LIC-1\""),
            ("id_area", "1001"), ("item", "\"Acme - Gummies  10pk - Item \(item)\""),
            ("sku", "null"), ("batch", "\"LABEL-\(batch)\""), ("area", "\"Front Room \""),
            ("area_type", "\"Retail\""), ("on_hand", "4"), ("available", "3"),
            ("uom", "\"Each\""), ("weight_useable", "3.5"), ("status", "\"open\""),
            ("qc_hold", "false"), ("cost_of_good", "12.345"), ("price_retail", "0"),
            ("price_retail_adult_use", "35"), ("price_retail_medical_use", "0"),
            ("price_otd", "0"), ("price_otd_adult_use", "39.55"), ("price_otd_medical_use", "0"),
            ("deleted", "false"), ("date_received", "\"2025-07-01T10:00:00.123\""),
            ("date_expire", "\"2027-02-10\""), ("thc", "null"), ("compounds", "[{\"a\":[1,{}]}]"),
            ("total_rows", "1"),
        ]
        for (key, value) in changes {
            if let index = members.firstIndex(where: { $0.0 == key }) {
                members[index].1 = value
            } else {
                members.append((key, value))
            }
        }
        return "{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    }

    static func list(_ rows: [String]) -> String { "[" + rows.joined(separator: ",") + "]" }

    static func parse(_ text: String) throws(JSONFault) -> Inventory {
        try parse(Array(text.utf8), pieces: [text.utf8.count])
    }

    /// Feeds pieces that end at the given offsets, and the rest.
    static func parse(_ bytes: [UInt8], pieces ends: [Int]) throws(JSONFault) -> Inventory {
        let parser = InventoryParser()
        var start = 0
        for end in ends + [bytes.count] where end >= start {
            let piece = Array(bytes[start..<min(end, bytes.count)])
            start = min(end, bytes.count)
            let fault: JSONFault? = piece.withUnsafeBytes { bytes in
                do throws(JSONFault) {
                    try parser.feed(bytes)
                    return nil
                } catch {
                    return error
                }
            }
            if let fault { throw fault }
        }
        return try parser.finish()
    }

    static func fault(_ text: String) -> JSONFault.Kind? { fault(Array(text.utf8)) }

    static func fault(_ bytes: [UInt8], pieces ends: [Int] = []) -> JSONFault.Kind? {
        do throws(JSONFault) {
            _ = try parse(bytes, pieces: ends)
            return nil
        } catch {
            return error.kind
        }
    }

    static func hashes(_ inventory: Inventory) -> [UInt64] { inventory.items.map(\.contentHash) }
}
