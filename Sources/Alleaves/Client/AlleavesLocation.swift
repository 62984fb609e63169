/// A store. Only these fields are decoded: the POS's answer holds keys of other systems
/// (hazard R1 of Protocol/alleaves.md).
public struct AlleavesLocation: Equatable, Sendable {
    public var idLocation: Int64
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
    public var areas: [AlleavesArea]
    /// Values that were there and could not be read, of the location itself.
    public var unreadable = UnreadableValues()
}

extension AlleavesLocation {
    static let keys: Set<String> = AlleavesArea.keys.union([
        "location", "license", "address", "city", "state", "postal_code", "country", "phone",
        "timezone", "active", "retail", "pickup", "delivery", "is_adult_use", "is_medical_use",
        "local_tax_percentage", "locations",
    ])

    /// Nil without an id.
    init?(_ value: JSONValue) {
        guard let id = value["id_location"]?.identifierReading.value else { return nil }
        var reader = RecordReader(value, listing: "locations")
        reader.id = String(id)
        idLocation = id
        name = reader.word("location", "name")
        license = reader.word("license")
        address = reader.word("address")
        city = reader.word("city")
        state = reader.word("state")
        postalCode = reader.word("postal_code")
        country = reader.word("country")
        phone = reader.word("phone")
        timezone = reader.word("timezone")
        isActive = reader.flag("active")
        isRetail = reader.flag("retail")
        hasPickup = reader.flag("pickup")
        hasDelivery = reader.flag("delivery")
        isAdultUse = reader.flag("is_adult_use")
        isMedicalUse = reader.flag("is_medical_use")
        localTaxPercentage = reader.word("local_tax_percentage")
        areas = AlleavesArea.all(in: value["areas"]?.array ?? [])
        unreadable = reader.unreadable
    }
}

extension AlleavesClient {
    /// All stores that the credentials can see; entries without an id are left out.
    public func locations(deadline: AlleavesDeadline) throws(AlleavesError) -> [AlleavesLocation] {
        let call = AlleavesCall(path: "/location", triesMax: AlleavesLimits.locationTriesMax)
        return try answeredList(
            call, deadline, under: ["data", "locations"], keys: AlleavesLocation.keys
        ).entries.compactMap { AlleavesLocation($0) }
    }
}
