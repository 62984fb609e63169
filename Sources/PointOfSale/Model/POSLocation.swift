/// A store. Only these fields are taken: a POS's answer may hold keys of other systems.
public struct POSLocation: Equatable, Sendable {
    public var idLocation: String
    public var name: String?
    public var license: String?
    public var address: String?
    public var city: String?
    public var state: String?
    public var postalCode: String?
    public var country: String?
    public var phone: String?
    /// An IANA name; what the POS has there, known or not.
    public var timezone: String?
    public var isActive: Bool?
    public var isRetail: Bool?
    public var hasPickup: Bool?
    public var hasDelivery: Bool?
    public var isAdultUse: Bool?
    public var isMedicalUse: Bool?
    /// Percent as decimal text.
    public var localTaxPercentage: String?
    public var areas: [POSArea] = []
    /// Values that were there and could not be read, of the location itself.
    public var unreadable = UnreadableValues()

    public init(idLocation: String) { self.idLocation = idLocation }
}
