/// A room of a location.
public struct AlleavesArea: Equatable, Sendable {
    public var idArea: Int64
    public var idLocation: Int64?
    /// name, else area, else path, else "Area n".
    public var name: String
    public var isDeleted: Bool

    public init(idArea: Int64, idLocation: Int64? = nil, name: String, isDeleted: Bool = false) {
        self.idArea = idArea
        self.idLocation = idLocation
        self.name = name
        self.isDeleted = isDeleted
    }
}

extension AlleavesArea {
    static let keys: Set<String> = [
        "id_area", "id_location", "name", "area", "path", "deleted", "children", "area_list",
        "areas", "data", "items",
    ]

    /// Nil without an id.
    init?(_ value: JSONValue) {
        guard let idArea = value["id_area"]?.identifier else { return nil }
        let name = value["name"]?.text ?? value["area"]?.text ?? value["path"]?.text
        self.init(
            idArea: idArea, idLocation: value["id_location"]?.identifier,
            name: name ?? "Area \(idArea)", isDeleted: value["deleted"]?.bool ?? false)
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
