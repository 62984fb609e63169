import TestSupport
import Testing

@testable import RocksStore

@Suite struct InfoLogTests {
    /// Debian's build logs every sync of the log unless told not to: gigabytes in a year.
    @Test func theEnginesLogGetsNoLinePerCommit() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/db"
            let database = try RocksDatabase(path: path)
            let before = contents(of: path + "/LOG").split(separator: "\n").count
            #expect(before > 10)
            for index in 0..<500 {
                try database.put(.documents, [UInt8(index & 255)], [1])
                try database.syncLog()
            }
            let after = contents(of: path + "/LOG").split(separator: "\n").count
            #expect(after - before < 10)
            try database.close()
        }
    }
}
