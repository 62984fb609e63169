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
        /// Whether its POS is mirrored: also where what says so cannot be read, since that does not
        /// say that it is not.
        var isActive = false
        /// A tenant is named, but not as a text.
        var hasUnreadableOrg = false

        /// Reads orgId, posConfig.status and timezone.
        init(fields: [UInt8]) {
            let found = try? withFields(fields) { reader throws(WireError) in
                let org = try reader.value(of: "orgId")
                let isActive = try Self.isActive(try reader.value(of: "posConfig"))
                let zone = try reader.value(of: "timezone").map(NamedZone.Reading.init)
                return (
                    org: org?.string,
                    hasOrg: org.map { $0.kind != .null } ?? false,
                    isActive: isActive, zone: zone ?? .absent
                )
            }
            org = found?.org
            hasUnreadableOrg = found.map { $0.hasOrg && $0.org == nil } ?? false
            isActive = found?.isActive ?? false
            zone = found?.zone.zone
            isUnreadable = found?.zone == .unreadable
        }

        private static func isActive(_ config: ValueView?) throws(WireError) -> Bool {
            guard let config, config.kind != .null else { return false }
            guard let map = config.map else { return true }
            guard let status = try map.value(of: "status"), status.kind != .null else {
                return false
            }
            guard let text = status.string else { return true }
            return text.trimmed.lowercased() == "active"
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
    private var inventories: [String: ReadInventories] = [:]

    /// Sets a location, or removes it (nil). Returns the tenants whose zone may have changed.
    @discardableResult
    mutating func set(_ location: Location?, id: String) -> Set<String> {
        let old = locations[id]
        var location = location
        if let new = location, new.hasUnreadableOrg { location?.org = old?.org ?? reader(of: id) }
        locations[id] = location
        if old?.org != location?.org {
            if let org = old?.org { remove(id, of: org) }
            if let org = location?.org { add(id, to: org) }
        }
        for org in [old?.org, location?.org].compactMap(\.self) { findStores(of: org) }
        return Set([old?.org, location?.org].compactMap { $0 })
    }

    /// The tenant whose runs read a location; nil where none did, or several.
    private func reader(of location: String) -> String? {
        let orgs = inventories.filter { $0.value.locations.contains(location) }.map(\.key)
        return orgs.count == 1 ? orgs[0] : nil
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

    /// Sets how far a tenant's inventories were read, or that none was (nil).
    mutating func set(_ read: ReadInventories?, org: String) { inventories[org] = read }

    /// A commit's changes of what this is made of.
    struct Changes {
        var locations: [String: Location?] = [:]
        /// By tenant.
        var posZones: [String: POSZones?] = [:]
        /// By tenant.
        var inventories: [String: ReadInventories?] = [:]

        var isEmpty: Bool { locations.isEmpty && posZones.isEmpty && inventories.isEmpty }
    }

    /// Applies a commit's changes. Returns the tenants whose zone or stores may have changed.
    mutating func take(_ changes: Changes) -> Set<String> {
        for (org, zones) in changes.posZones { set(zones, org: org) }
        for (org, read) in changes.inventories { set(read, org: org) }
        let said = Set(changes.posZones.keys).union(changes.inventories.keys)
        return changes.locations.reduce(into: said) { orgs, change in
            orgs.formUnion(set(change.value, id: change.key))
        }
    }

    /// Every tenant that has a location.
    var orgs: Set<String> { Set(idsByOrg.keys) }

    /// The ids of the tenant's stores, ascending: its locations whose POS is mirrored; all where
    /// none is.
    func stores(of org: String) -> [String] { storesByOrg[org] ?? [] }

    /// The tenant's stores and what is known of what they have.
    func known(of org: String) -> KnownStores {
        var known = KnownStores(ids: stores(of: org))
        guard let read = inventories[org], !known.ids.isEmpty else { return known }
        known.read = read.locations.intersection(known.ids)
        if let earlier = read.earlier, known.has(earlier),
            known.ids.count > 1 || read.saysEarlier
        {
            known.earlier = earlier
        }
        known.isEarlierGone = read.earlier.map { !known.has($0) } ?? false
        return known
    }

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
