import Decimals
import JSON
import PointOfSale
import Pricing
import TextForms

extension ItemDetails {
    static let keys: Set<String> = [
        "id_item", "media_list", "content", "product_description", "strain_type",
        "strain_percent_thc", "strain_percent_cbd", "id_tax_category", "total_rows", "data",
        "items",
    ]

    /// Nil without an id. Unreadable values count as absent and are recorded in `unreadable`.
    init?(_ value: JSONValue, _ unreadable: inout UnreadableValues) {
        guard let idItem = value["id_item"]?.idText else {
            unreadable.note("items.id_item", in: nil)
            return nil
        }
        self.init(idItem: idItem)
        let id = idItem
        func note(_ key: String, _ isRead: Bool) {
            let isAbsent = value[key].map { $0 == .null || $0 == .string("") } ?? true
            if !isRead, !isAbsent { unreadable.note("items.\(key)", in: id) }
        }
        note("media_list", value["media_list"]?.array != nil)
        for media in value["media_list"]?.array ?? [] {
            guard imageURLs.count < POSLimits.itemImagesMax else { break }
            guard let url = (media["content"] ?? media).text.flatMap(WebAddress.checked),
                !imageURLs.contains(url)
            else { continue }
            imageURLs.append(url)
        }
        description = value["product_description"]?.text.flatMap(Self.cut)
            .map { HTMLText.decoded($0) }
        strainType = value["strain_type"]?.word
        thcThousandths = Self.percent(value["strain_percent_thc"])
        cbdThousandths = Self.percent(value["strain_percent_cbd"])
        idTaxCategory = value["id_tax_category"]?.identifier
        note("product_description", description != nil)
        note("strain_type", strainType != nil)
        // 0 means unknown potency.
        for (key, percent) in [
            ("strain_percent_thc", thcThousandths), ("strain_percent_cbd", cbdThousandths),
        ] { note(key, percent != nil || Self.isZero(value[key])) }
    }

    /// The total bytes of its texts.
    var textBytes: Int {
        imageURLs.reduce(0) { $0 + $1.utf8.count } + (description?.utf8.count ?? 0)
            + (strainType?.utf8.count ?? 0)
    }

    private static func cut(_ text: String) -> String? {
        guard text.utf8.count > POSLimits.descriptionBytesMax else { return text }
        return String(text.prefix(utf8: POSLimits.descriptionBytesMax)).nonBlankOfControls
    }

    /// Zero means not measured; more than a hundred percent shows a wrong unit.
    private static func isZero(_ value: JSONValue?) -> Bool {
        value?.decimal.map { $0.mantissa == 0 } ?? false
    }

    private static func percent(_ value: JSONValue?) -> Int64? {
        guard let thousandths = value?.decimal.flatMap({ $0.scaled(3) }),
            (1...100_000).contains(thousandths)
        else { return nil }
        return thousandths
    }
}

/// Validates addresses of images.
enum WebAddress {
    /// The address if it is an http or https URL with a host and only URL characters.
    static func checked(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.count <= POSLimits.urlBytesMax else { return nil }
        let forbidden = Set("\"<>\\^`{|}".utf8)
        guard bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F && !forbidden.contains($0) }) else {
            return nil
        }
        let lower = String(decoding: bytes.prefix(8), as: UTF8.self).lowercased()
        let scheme = ["https://", "http://"].first { lower.hasPrefix($0) }
        guard let scheme, let first = bytes.dropFirst(scheme.utf8.count).first,
            !"/?#@:".utf8.contains(first)
        else { return nil }
        return text
    }
}
