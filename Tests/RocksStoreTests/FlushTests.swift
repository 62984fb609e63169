import TestSupport
import Testing

@testable import RocksStore

/// All families are flushed as one, and librocksdb ends the process where a flush of some of them
/// meets one of all in its queue.
@Suite struct FlushTests {
    @Test func aFlushBesideThoseThatRocksDBBeganEndsInTables() throws {
        try withTemporaryDirectory { directory in
            let database = try RocksDatabase(
                path: "\(directory)/data", options: RocksOptions(memoryBytes: 8 << 20))
            let value = [UInt8](repeating: 7, count: 40_000)
            for round in 0..<120 {
                // Two write buffers of the documents and some of every other family's: RocksDB has
                // queued a flush of all, or is at it.
                for number in 0..<40 {
                    let batch = try RocksWriteBatch(for: database)
                    let key = Array("\(round)-\(number)".utf8)
                    batch.put(.documents, key, value)
                    for family in ColumnFamily.allCases { batch.put(family, [0] + key, [1]) }
                    try database.write(batch, .logged)
                }
                try database.flush()
            }
            for family in ColumnFamily.allCases {
                #expect(try database.property(.tableBytes, of: family) > 0)
            }
            try database.close()
        }
    }
}
