/// A room of a location.
public struct POSArea: Equatable, Sendable {
    public var idArea: String
    public var idLocation: String?
    /// name, else area, else path, else "Area n".
    public var name: String
    /// What the area is for, `Retail` for example; nil where the POS does not say.
    public var type: String?
    public var isDeleted: Bool
    /// Values that were there and could not be read.
    public var unreadable = UnreadableValues()

    public init(
        idArea: String, idLocation: String? = nil, name: String, type: String? = nil,
        isDeleted: Bool = false
    ) {
        self.idArea = idArea
        self.idLocation = idLocation
        self.name = name
        self.type = type
        self.isDeleted = isDeleted
    }
}
