import DocumentStore
import StatusCodes

/// Takes a closed store back to an earlier commit; the logs as they were stay within it.
public struct StoreRecoverer: Sendable {
    public let directory: String
    /// The oldest and the newest commit that can be taken, and all between.
    public let commits: ClosedRange<UInt64>
    /// The newest commit that was acknowledged; nil where nothing tells it any more.
    public let acknowledged: UInt64?
    /// Why the store does not open as it is; nil if it does.
    public let damage: Status?
    /// Why the tables do not open, which no earlier commit mends; nil if they do.
    public let tables: Status?

    /// Examines `directory`; changes nothing. Throws `locked` while a process has it open;
    /// `notFound` and `corruption` where it can be opened at no commit.
    public init(_ directory: String) throws(Status) {
        let points = try RecoveryPoints(directory)
        self.directory = directory
        commits = points.oldest...max(points.oldest, points.newest)
        acknowledged = points.acknowledged
        damage = points.damage
        tables = points.tables
    }

    /// Makes the file CURRENT of a store that lost it; returns the name of the manifest that it
    /// names. Throws as `StoreRecovery` does.
    public static func makeCurrent(_ directory: String) throws(Status) -> String {
        try ClosedStore(directory).requireOwn()
        return try StoreRecovery.makeCurrent(directory)
    }

    /// How many acknowledged commits are lost at `commit`; nil where it is not known.
    public func lost(at commit: UInt64) -> UInt64? {
        acknowledged.map { $0 > commit ? $0 - commit : 0 }
    }

    /// Takes the store to `commit`; returns the name of the directory in it that holds the logs as
    /// they were. Throws as `StoreRecovery` does.
    public func recover(to commit: UInt64) throws(Status) -> String {
        try ClosedStore(directory).requireOwn()
        return try StoreRecovery.recover(directory, to: commit)
    }
}
