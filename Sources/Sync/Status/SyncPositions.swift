import DocumentStore
import FirestoreModel
import MirrorTree
import StatusCodes

/// Where the next run of a kind continues, by location: tenants/{org}/integrations/pos_{kind}.
///
/// A position of another account counts for nothing: what was read then has other ids.
struct SyncPositions {
    private let context: SyncContext
    private let key: DocumentKey
    private let account: String?
    /// The tenant has several locations, and this is how far their inventories were read.
    private let isOfSeveral: Bool
    /// This is how far inventories were read, of the tenant's only location.
    private let isOfOne: Bool

    init(_ context: SyncContext, _ document: IntegrationDocument) {
        self.context = context
        account = context.origin.account
        isOfSeveral = document == .products && context.hasSeveralLocations
        isOfOne = document == .products && !context.hasSeveralLocations
        key = DocumentKey(mirror: TenantPath.integration(org: context.org, document))
    }

    /// The fields of a location; empty before its first run.
    func read(_ location: String) throws(Status) -> Fields {
        do {
            guard let found = try context.store.get(key) else { return Fields() }
            let fields = try Fields(mapValueBytes: found.fields)
            let all = fields[PositionField.locations]?.mapValue
            let position = all?[location]?.mapValue ?? Fields()
            guard position[PositionField.account]?.stringValue == account,
                !isOfFormer(position, location)
            else { return Fields() }
            return position
        } catch {
            throw Status("The position of the last run cannot be read", error)
        }
    }

    /// Whether a location's position is of one of the same id that was deleted.
    private func isOfFormer(_ position: Fields, _ location: String) -> Bool {
        guard case .timestamp(let then)? = position[PositionField.created],
            let created = created(location)
        else { return false }
        return then.microseconds != created
    }

    private func created(_ location: String) -> Int64? {
        context.sources.first { $0.config.id == location }?.config.created
    }

    /// Whether what is known is of a location of the same id that was deleted.
    func isAnew(_ location: String) throws(Status) -> Bool {
        do {
            guard let found = try context.store.get(key) else { return false }
            let fields = try Fields(mapValueBytes: found.fields)
            let all = fields[PositionField.locations]?.mapValue
            return all?[location]?.mapValue.map { isOfFormer($0, location) } ?? false
        } catch {
            throw Status("The position of the last run cannot be read", error)
        }
    }

    /// The location that was the tenant's only one when products that name none were written; nil
    /// where it is the only one still, or there was none.
    func earlierStore() throws(Status) -> String? {
        guard isOfSeveral else { return nil }
        do {
            guard let found = try context.store.get(key) else { return nil }
            let fields = try Fields(mapValueBytes: found.fields)
            let read = fields[PositionField.locations]?.mapValue ?? Fields()
            return Self.earlier(fields, read, isOfSeveral).flatMap { $0.isEmpty ? nil : $0 }
        } catch {
            throw Status("The position of the last run cannot be read", error)
        }
    }

    /// Whether the document is of several locations, and the tenant has one.
    func namesOthersInVain() throws(Status) -> Bool {
        guard isOfOne else { return false }
        do {
            guard let found = try context.store.get(key) else { return false }
            let fields = try Fields(mapValueBytes: found.fields)
            let count = fields[PositionField.locations]?.mapValue?.count ?? 0
            return fields[PositionField.earlier] != nil || count > 1
        } catch {
            throw Status("The position of the last run cannot be read", error)
        }
    }

    /// The location that was the tenant's only one, whose products name none; empty where there was
    /// none such, nil where it is the only one still.
    private static func earlier(
        _ known: Fields?, _ read: Fields, _ isOfSeveral: Bool
    ) -> String? {
        guard isOfSeveral else { return nil }
        if let said = known?[PositionField.earlier]?.stringValue { return said }
        return read.count == 1 ? read[0].key : ""
    }

    /// Replaces the fields of a location, in a separate commit after the documents that they cover.
    func write(_ location: String, _ fields: Fields) throws(Status) {
        var fields = fields
        fields[PositionField.account] = account.map { .string($0) }
        fields[PositionField.created] = created(location).map {
            .timestamp(Timestamp(microseconds: $0))
        }
        do throws(Status) {
            try context.store.commit([
                DocumentWrite(
                    key: key,
                    mutation: .apply { [fields, isOfSeveral, isOfOne] old in
                        // Positions that do not decode are none: what follows them is read again.
                        let known = old.flatMap { try? Fields(mapValueBytes: $0.fields) }
                        var locations = known?[PositionField.locations]?.mapValue ?? Fields()
                        let earlier = Self.earlier(known, locations, isOfSeveral)
                        // What follows are products of this one alone: if another comes, or comes
                        // back, those that name no location are not its.
                        if isOfOne { locations = Fields() }
                        locations[location] = .map(fields)
                        var all = Fields([(PositionField.locations, .map(locations))])
                        all[PositionField.earlier] = earlier.map { .string($0) }
                        return .fields(all.mapValueBytes)
                    })
            ])
        } catch {
            throw Status("The position of the run was not stored", error)
        }
    }
}
