import JSON
import PointOfSale

extension POSArea {
    static let keys: Set<String> = [
        "id_area", "id_location", "name", "area", "area_type", "path", "deleted", "children",
        "area_list", "areas", "data", "items",
    ]

    /// An unreadable type counts as one that is not sold from.
    private static let unreadableType = "unreadable"

    /// Nil without an id.
    init?(_ value: JSONValue) {
        guard let idArea = value["id_area"]?.idText else { return nil }
        var reader = RecordReader(value, listing: "areas")
        reader.id = idArea
        let name = reader.word("name", "area", "path")
            .flatMap { value.isSpoilt && $0.unicodeScalars.contains("\u{FFFD}") ? nil : $0 }
        let type = reader.word("area_type")
        self.init(
            idArea: idArea, idLocation: reader.identifier("id_location"),
            name: name ?? "Area \(idArea)", type: type,
            isDeleted: reader.flag("deleted") ?? false)
        if type == nil, value.isSpoilt || value["area_type"]?.textReading == .unreadable {
            self.type = Self.unreadableType
        }
        unreadable = reader.unreadable
        if value.isSpoilt { unreadable.noteRows(1, of: "areas", example: idArea) }
    }

    /// All areas in a list, whose elements are areas, wrap an `area_list`, or have `children`.
    /// Bounded by the depth of JSON values.
    static func all(in list: [JSONValue]) -> [POSArea] {
        var found: [POSArea] = []
        for element in list {
            if let area = POSArea(element) { found.append(area) }
            for key in ["area_list", "children"] {
                if let nested = element[key]?.array { found += all(in: nested) }
            }
        }
        return found
    }
}
