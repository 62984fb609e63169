import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import Pricing
import StatusCodes

/// Mirrors the POS's data of the tenant's locations, above all their time zones, in
/// tenants/{org}/metadata/location. The document shows the first location; where there are several,
/// `timezones` has the zone of each by its document id.
struct LocationSync {
    let context: SyncContext

    /// The result for one location.
    private struct Found {
        let id: String
        /// Nil where the POS could not be read or has no such location.
        let location: POSLocation?
        /// A known time zone's name; nil where the POS has none.
        let zone: String?
        /// Keep the stored zone: nothing was read, or nothing readable.
        let keepsZone: Bool
    }

    /// Calls the POS if the time zone of some location is still unknown; otherwise dates without a
    /// zone would be interpreted in the wrong one.
    func runIfUnknown(_ report: inout SyncReport) {
        let known = context.catalog.timeZone(context.org)
        let isKnown = context.sources(having: .locations).allSatisfy {
            known.zone(ofLocation: $0.config.id) != nil
        }
        guard !isKnown, let write = fetch(&report) else { return }
        do throws(Status) {
            try context.store.commit([write])
        } catch {
            report.warnings.append("the location was not stored: \(error)")
        }
    }

    /// The document from the POS's current data; nil where nothing could be read.
    func fetch(_ report: inout SyncReport) -> DocumentWrite? {
        var answers: [String: [POSLocation]?] = [:]
        var found: [Found] = []
        for source in context.sources {
            guard source.client.capabilities.contains(.locations) else {
                let id = source.config.id
                found.append(Found(id: id, location: nil, zone: nil, keepsZone: true))
                continue
            }
            let key = "\(source.config.provider.name) \(source.config.account.login)"
            let all = answers[key] ?? read(source, &report)
            answers.updateValue(all, forKey: key)
            found.append(
                all.map { self.found(in: $0, source, &report) }
                    ?? Found(id: source.config.id, location: nil, zone: nil, keepsZone: true))
        }
        guard found.contains(where: { $0.location != nil }) else { return nil }
        return write(found)
    }

    private func read(
        _ source: SyncContext.Source, _ report: inout SyncReport
    ) -> [POSLocation]? {
        var deadline = context.deadline
        let most = context.monotonicMilliseconds() + SyncLimits.locationMilliseconds
        deadline.monotonicMilliseconds = min(deadline.monotonicMilliseconds, most)
        do throws(POSError) {
            return try source.client.locations(deadline: deadline)
        } catch {
            report.warnings.append("the location was not read: \(error)")
            return nil
        }
    }

    /// The configured location among those of the account. Never falls back to another one, except
    /// to the only one of an account that does not name its location by number.
    private func found(
        in all: [POSLocation], _ source: SyncContext.Source, _ report: inout SyncReport
    ) -> Found {
        let (id, wanted) = (source.config.id, source.config.account.locationID)
        let isNumber = wanted.flatMap { Int64($0) } != nil
        let location =
            all.first { $0.idLocation == wanted }
            ?? (all.count == 1 && !isNumber ? all.first : nil)
        guard let location else {
            let name = wanted ?? "without an id"
            report.warnings.append("the POS has no location \(name) for this account")
            return Found(id: id, location: nil, zone: nil, keepsZone: true)
        }
        let zone = location.timezone.flatMap { NamedZone($0) }
        let isUnreadable =
            location.unreadable.entries["locations.timezone"] != nil
            || (zone == nil && location.timezone != nil)
        if isUnreadable { report.unreadable.note("location.timezone", in: id) }
        return Found(id: id, location: location, zone: zone?.name, keepsZone: isUnreadable)
    }

    // MARK: - The document

    private func write(_ found: [Found]) -> DocumentWrite {
        let now = Timestamp(microseconds: context.wallMilliseconds() * 1000)
        let provider = context.provider.name
        return DocumentWrite(
            key: DocumentKey(
                database: Catalog.database, path: TenantPath.metadata(org: context.org, .location)),
            mutation: .apply { old in
                // One that does not decode is written anew from what the POS says.
                let known = old.flatMap { try? Fields(mapValueBytes: $0.fields) } ?? [:]
                var fields = Self.fields(found, known, provider)
                var before = known
                before[POSLocationField.updatedAt] = nil
                if before.mapValueBytes == fields.mapValueBytes { return .unchanged }
                fields[POSLocationField.updatedAt] = .timestamp(now)
                return .fields(fields.mapValueBytes)
            })
    }

    private static func fields(_ found: [Found], _ old: Fields, _ provider: String) -> Fields {
        var fields = old
        fields[POSLocationField.updatedAt] = nil
        if let first = found.first, let location = first.location {
            fields = shown(location, provider)
            fields[POSLocationField.timezone] =
                first.keepsZone
                ? old[POSLocationField.timezone] : first.zone.map { .string($0) }
        }
        fields[POSLocationField.timezones] = nil
        if found.count > 1 {
            let before = old[POSLocationField.timezones]?.mapValue
            let zones = found.compactMap { entry -> (String, Value)? in
                let zone =
                    entry.keepsZone
                    ? before?[entry.id] : entry.zone.map { Value.string($0) }
                return zone.map { (entry.id, $0) }
            }
            if !zones.isEmpty { fields[POSLocationField.timezones] = .map(Fields(zones)) }
        }
        return fields
    }

    private static func shown(_ location: POSLocation, _ provider: String) -> Fields {
        var fields = Fields([
            (POSLocationField.id, .string(location.idLocation)), (.source, .string(provider)),
        ])
        fields[POSLocationField.name] = location.name.map { .string(HTMLText.decoded($0)) }
        fields[POSLocationField.licenseNumber] = location.license.map { .string($0) }
        let address = [location.address, location.city, location.state, location.postalCode]
            .compactMap { $0 }.joined(separator: ", ")
        if !address.isEmpty {
            fields[POSLocationField.address] = .string(HTMLText.decoded(address))
        }
        return fields
    }
}
