import FirestoreModel
import Pricing
import ProtobufWire

/// The time zone in which each tenant's rules begin and end: that of its first location by id.
struct TenantZones {
    /// What the catalog needs of a location document.
    struct Location: Equatable {
        var org: String?
        var zone: RuleZone?

        /// Reads orgId and timezone; what is missing or unknown stays nil.
        init(fields: [UInt8]) {
            let found = try? withFields(fields) { reader throws(WireError) in
                (try reader.value(of: "orgId")?.string, try reader.value(of: "timezone")?.string)
            }
            org = found?.0
            zone = found?.1.flatMap { RuleZone(identifier: $0) }
        }
    }

    private var locations: [String: Location] = [:]

    /// Takes a location in, or out with nil. Returns the tenants whose zone may have changed.
    @discardableResult
    mutating func set(_ location: Location?, id: String) -> Set<String> {
        let old = locations[id]
        locations[id] = location
        return Set([old?.org, location?.org].compactMap { $0 })
    }

    /// Every tenant that has a location.
    var orgs: Set<String> { Set(locations.values.compactMap(\.org)) }

    /// The tenant's zone; UTC where no location says.
    func zone(org: String) -> RuleZone {
        locations.filter { $0.value.org == org && $0.value.zone != nil }
            .min { $0.key < $1.key }?.value.zone ?? .utc
    }
}
