import FirestoreModel
import Pricing
import ProtobufWire

/// The time zones of all tenants: what operators set for locations, and what the POS says of them.
///
/// A tenant's rules begin and end in the zone of its first location, by document id, that has one:
/// the operator's, else the POS's own.
struct TenantZones {
    /// What the catalog needs of a location document.
    struct Location: Equatable {
        var org: String?
        var zone: NamedZone?
        /// Something is set that is no known time zone.
        var isUnreadable = false

        /// Reads orgId and timezone.
        init(fields: [UInt8]) {
            let found = try? withFields(fields) { reader throws(WireError) in
                let org = try reader.value(of: "orgId")?.string
                let zone = try reader.value(of: "timezone").map(NamedZone.Reading.init)
                return (org, zone ?? .absent)
            }
            org = found?.0
            zone = found?.1.zone
            isUnreadable = found?.1 == .unreadable
        }
    }

    /// What the POS says, as tenants/{org}/metadata/location has it.
    struct POSZones: Equatable {
        /// That of the location which the document shows.
        var shown: NamedZone?
        /// By document id, where the tenant has several locations.
        var byLocation: [String: NamedZone] = [:]

        /// Reads timezone and timezones.
        init(fields: [UInt8]) {
            let found = try? withFields(fields) { reader throws(WireError) in
                // In the order of the keys, as the reader wants them.
                (
                    try reader.value(of: "timezone").map(NamedZone.Reading.init)?.zone,
                    try Self.zones(try reader.value(of: "timezones")?.map)
                )
            }
            shown = found?.0
            byLocation = found?.1 ?? [:]
        }

        private static func zones(
            _ map: FieldsReader?
        ) throws(WireError) -> [String: NamedZone] {
            guard var map else { return [:] }
            var zones: [String: NamedZone] = [:]
            while let entry = try map.next() {
                let zone = NamedZone.Reading(try entry.view()).zone
                zones[String(decoding: entry.key, as: UTF8.self)] = zone
            }
            return zones
        }
    }

    private var locations: [String: Location] = [:]
    private var posZones: [String: POSZones] = [:]

    /// Takes a location in, or out with nil. Returns the tenants whose zone may have changed.
    @discardableResult
    mutating func set(_ location: Location?, id: String) -> Set<String> {
        let old = locations[id]
        locations[id] = location
        return Set([old?.org, location?.org].compactMap { $0 })
    }

    /// Takes in what the POS says of a tenant's locations, or out with nil.
    mutating func set(_ zones: POSZones?, org: String) { posZones[org] = zones }

    /// Takes a commit's changes in. Returns the tenants whose zone may have changed.
    mutating func take(
        _ locations: [String: Location?], _ said: [String: POSZones?]
    ) -> Set<String> {
        for (org, zones) in said { set(zones, org: org) }
        return locations.reduce(into: Set(said.keys)) { orgs, change in
            orgs.formUnion(set(change.value, id: change.key))
        }
    }

    /// Every tenant that has a location.
    var orgs: Set<String> { Set(locations.values.compactMap(\.org)) }

    /// The tenant's zone; UTC where neither an operator nor the POS says.
    func zone(org: String) -> RuleZone { timeZone(org: org).zone }

    /// The tenant's zone, and where it comes from.
    func timeZone(org: String) -> TenantTimeZone {
        let own = locations.filter { $0.value.org == org }.sorted { $0.key < $1.key }
        let said = posZones[org]
        let known = own.compactMap { id, location in
            if let zone = location.zone {
                return TenantTimeZone.Known(location: id, zone: zone, source: .operator)
            }
            let zone = said?.byLocation[id] ?? (own.count == 1 ? said?.shown : nil)
            return zone.map { TenantTimeZone.Known(location: id, zone: $0, source: .pos) }
        }
        // A document that an earlier version wrote does not tell locations apart.
        let fallback = said?.shown.map {
            TenantTimeZone.Known(location: own.first?.key ?? "", zone: $0, source: .pos)
        }
        return TenantTimeZone(
            known: known.isEmpty ? [fallback].compactMap { $0 } : known,
            locations: own.map(\.key),
            unreadable: own.filter { $0.value.isUnreadable }.map(\.key))
    }
}
