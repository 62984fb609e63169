import FirestoreModel
import Ordering
import Pricing
import ProtobufWire
import TextForms

/// The time zones of all tenants: set by operators for locations, or by the POS.
///
/// A tenant's rules use the zone of its first location, by document id, that has one: the
/// operator's, otherwise the POS's.
struct TenantZones {
    /// The fields of a location document that the catalog uses.
    struct Location: Equatable {
        var org: String?
        var zone: NamedZone?
        /// A zone is set, but unknown.
        var isUnreadable = false
        /// Whether its POS is mirrored.
        var isActive = false

        /// Reads orgId, posConfig.status and timezone.
        init(fields: [UInt8]) {
            let found = try? withFields(fields) { reader throws(WireError) in
                let org = try reader.value(of: "orgId")?.string
                let status = try reader.value(of: "posConfig")?.map?.value(of: "status")?.string
                let zone = try reader.value(of: "timezone").map(NamedZone.Reading.init)
                return (org: org, isActive: status?.trimmed == "active", zone: zone ?? .absent)
            }
            org = found?.org
            isActive = found?.isActive ?? false
            zone = found?.zone.zone
            isUnreadable = found?.zone == .unreadable
        }
    }

    /// The POS's zones, from tenants/{org}/metadata/location.
    struct POSZones: Equatable {
        /// The zone of the location that the document shows.
        var shown: NamedZone?
        /// By document id, where the tenant has several locations.
        var byLocation: [String: NamedZone] = [:]

        /// Reads timezone and timezones.
        init(fields: [UInt8]) {
            let found = try? withFields(fields) { reader throws(WireError) in
                // In key order, as the reader requires.
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
    /// The ids of each tenant's locations, ascending.
    private var idsByOrg: [String: [String]] = [:]
    /// Of these, what ``stores(of:)`` says.
    private var storesByOrg: [String: [String]] = [:]
    private var posZones: [String: POSZones] = [:]

    /// Sets a location, or removes it (nil). Returns the tenants whose zone may have changed.
    @discardableResult
    mutating func set(_ location: Location?, id: String) -> Set<String> {
        let old = locations[id]
        locations[id] = location
        if old?.org != location?.org {
            if let org = old?.org { remove(id, of: org) }
            if let org = location?.org { add(id, to: org) }
        }
        for org in [old?.org, location?.org].compactMap(\.self) { findStores(of: org) }
        return Set([old?.org, location?.org].compactMap { $0 })
    }

    private mutating func add(_ id: String, to org: String) {
        let ids = idsByOrg[org] ?? []
        let index = ids.partitionPoint { $0 < id }
        idsByOrg[org] = ids[..<index] + [id] + ids[index...]
    }

    private mutating func remove(_ id: String, of org: String) {
        let ids = (idsByOrg[org] ?? []).filter { $0 != id }
        idsByOrg[org] = ids.isEmpty ? nil : ids
    }

    /// Sets the POS's zones of a tenant's locations, or removes them (nil).
    mutating func set(_ zones: POSZones?, org: String) { posZones[org] = zones }

    /// Applies a commit's changes. Returns the tenants whose zone may have changed.
    mutating func take(
        _ locations: [String: Location?], _ said: [String: POSZones?]
    ) -> Set<String> {
        for (org, zones) in said { set(zones, org: org) }
        return locations.reduce(into: Set(said.keys)) { orgs, change in
            orgs.formUnion(set(change.value, id: change.key))
        }
    }

    /// Every tenant that has a location.
    var orgs: Set<String> { Set(idsByOrg.keys) }

    /// The ids of the tenant's stores, ascending: its locations whose POS is mirrored; all where
    /// none is.
    func stores(of org: String) -> [String] { storesByOrg[org] ?? [] }

    private mutating func findStores(of org: String) {
        let all = idsByOrg[org]
        let active = all?.filter { locations[$0]?.isActive ?? false } ?? []
        storesByOrg[org] = active.isEmpty ? all : active
    }

    /// Where the tenant's rules are read.
    func context(org: String) -> RuleContext {
        RuleContext(zone: zone(org: org), locations: stores(of: org))
    }

    /// The tenant's zone; UTC where neither an operator nor the POS sets one.
    func zone(org: String) -> RuleZone { timeZone(org: org).zone }

    /// The tenant's zone and its source.
    func timeZone(org: String) -> TenantTimeZone {
        let own = (idsByOrg[org] ?? []).compactMap { id in
            locations[id].map { (key: id, value: $0) }
        }
        let said = posZones[org]
        let known = own.compactMap { id, location in
            if let zone = location.zone {
                return TenantTimeZone.Known(location: id, zone: zone, source: .operator)
            }
            let zone = said?.byLocation[id] ?? (own.count == 1 ? said?.shown : nil)
            return zone.map { TenantTimeZone.Known(location: id, zone: $0, source: .pos) }
        }
        // Documents of an earlier version have one zone for all locations.
        let fallback = said?.shown.map {
            TenantTimeZone.Known(location: own.first?.key ?? "", zone: $0, source: .pos)
        }
        return TenantTimeZone(
            known: known.isEmpty ? [fallback].compactMap { $0 } : known,
            locations: own.map(\.key),
            unreadable: own.filter { $0.value.isUnreadable }.map(\.key))
    }
}
