/// A store. Only these fields are decoded: the POS's answer holds keys of other systems (R1).
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
    /// There is something for the time zone that is no text.
    public var hasUnreadableTimezone = false
    public var isActive: Bool?
    public var isRetail: Bool?
    public var hasPickup: Bool?
    public var hasDelivery: Bool?
    public var isAdultUse: Bool?
    public var isMedicalUse: Bool?
    /// Percent as decimal text.
    public var localTaxPercentage: String?
    public var areas: [AlleavesArea]
}

extension AlleavesLocation {
    static let keys: Set<String> = AlleavesArea.keys.union([
        "location", "license", "address", "city", "state", "postal_code", "country", "phone",
        "timezone", "active", "retail", "pickup", "delivery", "is_adult_use", "is_medical_use",
        "local_tax_percentage", "locations",
    ])

    /// Nil without an id.
    init?(_ value: JSONValue) {
        guard let id = value["id_location"]?.identifier else { return nil }
        idLocation = id
        name = value["location"]?.text ?? value["name"]?.text
        license = value["license"]?.text
        address = value["address"]?.text
        city = value["city"]?.text
        state = value["state"]?.text
        postalCode = value["postal_code"]?.text
        country = value["country"]?.text
        phone = value["phone"]?.text
        timezone = value["timezone"]?.text
        hasUnreadableTimezone = value["timezone"]?.textReading == .unreadable
        isActive = value["active"]?.bool
        isRetail = value["retail"]?.bool
        hasPickup = value["pickup"]?.bool
        hasDelivery = value["delivery"]?.bool
        isAdultUse = value["is_adult_use"]?.bool
        isMedicalUse = value["is_medical_use"]?.bool
        localTaxPercentage = value["local_tax_percentage"]?.text
        areas = AlleavesArea.all(in: value["areas"]?.array ?? [])
    }
}

extension AlleavesClient {
    /// All stores that the credentials can see; entries without an id are left out.
    public func locations(deadline: AlleavesDeadline) throws(AlleavesError) -> [AlleavesLocation] {
        let call = AlleavesCall(path: "/location", triesMax: AlleavesLimits.locationTriesMax)
        let keys = AlleavesLocation.keys.union(AnsweredList.envelopeKeys)
        return try answeredList(
            try json(call, deadline, keys: keys), under: ["data", "locations"], call
        ).entries.compactMap { AlleavesLocation($0) }
    }
}
