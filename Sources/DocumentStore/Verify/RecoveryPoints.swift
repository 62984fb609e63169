import RocksStore
import StatusCodes

/// The commits that a closed store can be opened at, without changing anything; see
/// ``StoreRecovery``.
package struct RecoveryPoints: Equatable, Sendable {
    /// The oldest commit: what the tables have without any log.
    package let oldest: UInt64
    /// The newest commit; those between can be taken too.
    package let newest: UInt64
    /// The newest commit that was acknowledged; nil where nothing tells it any more.
    package let acknowledged: UInt64?
    /// Why the store does not open as it is; nil if it does.
    package let damage: Status?
    /// Why the tables do not open, which no earlier commit mends; nil if they do.
    package let tables: Status?

    /// Examines `directory`. Throws `locked` while a process has it open; `notFound` and
    /// `corruption` where it can be opened at no commit.
    package init(_ directory: String) throws(Status) {
        try StoreRecovery.requireClosed(directory)
        guard let names = try StoreFiles.names(in: directory) else {
            throw Status(.notFound, "recover", "\(directory) is no data directory")
        }
        try StoreCheck.requireCurrent(directory, names)
        let manifest = StoreRecovery.storedManifest(directory, names)
        let kind: StoreCheck.Kind = manifest == nil ? .former : .whole
        let check = try StoreCheck(directory, kind, manifest, AcknowledgedMark.Content())
        oldest = check.tables
        newest = check.reachable
        acknowledged = try StoreRecovery.acknowledged(directory, manifest)
        damage = Self.damage(directory)
        tables = Self.damageOfTables(directory)
    }

    /// How many acknowledged commits are lost at `commit`; nil where it is not known.
    package func lost(at commit: UInt64) -> UInt64? {
        acknowledged.map { $0 > commit ? $0 - commit : 0 }
    }

    private static func damageOfTables(_ directory: String) -> Status? {
        do throws(Status) {
            _ = try ReadOnlyDatabase(path: directory)
            return nil
        } catch {
            return TableSurvey.explained(error, directory)
        }
    }

    private static func damage(_ directory: String) -> Status? {
        do throws(Status) {
            return try StoreCheck(directory).damage?.status(directory)
        } catch {
            return error
        }
    }
}
