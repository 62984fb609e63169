/// A room of a location.
public struct AlleavesArea: Equatable, Sendable {
    public var idArea: Int64
    public var idLocation: Int64?
    /// name, else area, else path, else "Area n".
    public var name: String
    /// What the area is for, `Retail` for example; nil where the POS does not say.
    public var type: String?
    public var isDeleted: Bool
    /// Values that were there and could not be read.
    public var unreadable = UnreadableValues()

    public init(
        idArea: Int64, idLocation: Int64? = nil, name: String, type: String? = nil,
        isDeleted: Bool = false
    ) {
        self.idArea = idArea
        self.idLocation = idLocation
        self.name = name
        self.type = type
        self.isDeleted = isDeleted
    }
}

extension AlleavesArea {
    static let keys: Set<String> = [
        "id_area", "id_location", "name", "area", "area_type", "path", "deleted", "children",
        "area_list", "areas", "data", "items",
    ]

    /// A type that is there and cannot be read is no type that sells.
    private static let unreadableType = "unreadable"

    /// Nil without an id.
    init?(_ value: JSONValue) {
        guard let idArea = value["id_area"]?.identifierReading.value else { return nil }
        var reader = RecordReader(value, listing: "areas")
        reader.id = String(idArea)
        let name = reader.word("name", "area", "path")
        let type = reader.word("area_type")
        self.init(
            idArea: idArea, idLocation: reader.identifier("id_location"),
            name: name ?? "Area \(idArea)", type: type,
            isDeleted: reader.flag("deleted") ?? false)
        if type == nil, value["area_type"]?.textReading == .unreadable {
            self.type = Self.unreadableType
        }
        unreadable = reader.unreadable
    }

    /// All areas of a list, whether its elements are areas, wrap an `area_list`, or have
    /// `children`; bounded, as a value's depth is.
    static func all(in list: [JSONValue]) -> [AlleavesArea] {
        var found: [AlleavesArea] = []
        for element in list {
            if let area = AlleavesArea(element) { found.append(area) }
            for key in ["area_list", "children"] {
                if let nested = element[key]?.array { found += all(in: nested) }
            }
        }
        return found
    }
}
