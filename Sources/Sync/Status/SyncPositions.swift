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

    init(_ context: SyncContext, _ document: IntegrationDocument) {
        self.context = context
        account = context.origin.account
        key = DocumentKey(mirror: TenantPath.integration(org: context.org, document))
    }

    /// The fields of a location; empty before its first run.
    func read(_ location: String) throws(Status) -> Fields {
        do {
            guard let found = try context.store.get(key) else { return Fields() }
            let fields = try Fields(mapValueBytes: found.fields)
            let all = fields[PositionField.locations]?.mapValue
            let position = all?[location]?.mapValue ?? Fields()
            return position[PositionField.account]?.stringValue == account ? position : Fields()
        } catch {
            throw Status("The position of the last run cannot be read", error)
        }
    }

    /// Replaces the fields of a location, in a separate commit after the documents that they cover.
    func write(_ location: String, _ fields: Fields) throws(Status) {
        var fields = fields
        fields[PositionField.account] = account.map { .string($0) }
        do throws(Status) {
            try context.store.commit([
                DocumentWrite(
                    key: key,
                    mutation: .apply { [fields] old in
                        // Positions that do not decode are none: what follows them is read again.
                        let known = old.flatMap { try? Fields(mapValueBytes: $0.fields) }
                        var locations = known?[PositionField.locations]?.mapValue ?? Fields()
                        locations[location] = .map(fields)
                        return .fields(
                            Fields([(PositionField.locations, .map(locations))]).mapValueBytes)
                    })
            ])
        } catch {
            throw Status("The position of the run was not stored", error)
        }
    }
}
