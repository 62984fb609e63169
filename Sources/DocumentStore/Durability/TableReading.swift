import LinuxSystem
import RocksStore
import StatusCodes

/// Reads every block of the tables with its checksum, so that damage is told when it happens and
/// not when a block is needed, perhaps months later.
enum TableReading {
    /// Reads all tables of a store that is being opened, if they are few: then nothing is served
    /// from a damaged one. Throws `corruption` that names the table and how to go on.
    static func atOpening(_ database: RocksDatabase) throws(Status) {
        guard try database.tableBytes() <= DocumentStoreLimits.tableBytesReadAtOpen else { return }
        do throws(Status) {
            try all(database) { _ in true }
        } catch {
            guard error.fault == .corruption else { throw error }
            throw Status(
                .corruption, error.context,
                error.cause + "; posmirror repair \(database.path) shows what can be kept, or"
                    + " restore a backup into another directory")
        }
    }

    /// Reads all tables, in steps. `pause` is told how many nanoseconds a step took; false ends the
    /// reading. Throws `corruption` that names the family and the table.
    static func all(
        _ database: RocksDatabase, _ pause: (UInt64) -> Bool
    ) throws(Status) {
        for family in ColumnFamily.allCases {
            var next: [UInt8]? = []
            while let start = next {
                let begun = SystemClock.monotonicNanoseconds()
                do throws(Status) {
                    next = try database.readTables(
                        family, from: start, keysMax: DocumentStoreLimits.tableKeysPerStep)
                } catch {
                    guard error.fault == .corruption else { throw error }
                    throw Status(.corruption, "tables of \(family.name)", error.cause)
                }
                guard pause(SystemClock.monotonicNanoseconds() - begun) else { return }
            }
        }
    }
}
