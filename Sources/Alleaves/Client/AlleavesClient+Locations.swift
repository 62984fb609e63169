import JSON
import PointOfSale

extension POSLocation {
    static let keys: Set<String> = POSArea.keys.union([
        "location", "license", "address", "city", "state", "postal_code", "country", "phone",
        "timezone", "active", "retail", "pickup", "delivery", "is_adult_use", "is_medical_use",
        "local_tax_percentage", "locations",
    ])

    /// Nil without an id.
    init?(_ value: JSONValue) {
        guard let id = value["id_location"]?.idText else { return nil }
        var reader = RecordReader(value, listing: "locations")
        reader.id = id
        self.init(idLocation: id)
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
        areas = POSArea.all(in: value["areas"]?.array ?? [])
        unreadable = reader.unreadable
    }
}

extension AlleavesClient {
    /// All stores that the credentials can see; entries without an id, or with bytes that are not
    /// UTF-8, are left out.
    public func locations(deadline: POSDeadline) throws(POSError) -> [POSLocation] {
        let call = AlleavesCall(path: "/location", triesMax: AlleavesLimits.locationTriesMax)
        let found = try answeredList(
            call, deadline, under: ["data", "locations"], keys: POSLocation.keys,
            ids: ["id_location"])
        // One that is alone is taken for the one that is wanted; here it may not be alone.
        guard found.spoilt.count == 0 || found.entries.count > 1 else {
            throw .spoilt(found.entryCount, path: call.path)
        }
        return found.entries.compactMap { POSLocation($0) }
    }
}
