import DocumentStore
import FirestoreModel
import Glibc
import Randomness
import RocksStore
import StatusCodes
import TestSupport
import Testing

@testable import StoreInspector

/// Tables of which a part cannot be read: what lies around it is read, and what is lost is listed.
@Suite struct DamagedTableTests {
    @Test(arguments: Seeds.of(Array(1...6) as [UInt64]))
    func aDamagedBlockLosesWhatIsListedAndNothingElse(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        try withDamagedShelf(seed: seed, products: 120, textBytes: 1_500) { shelf in
            try Self.damageBlock(shelf, &random)
            let problems = try shelf.verify()
            #expect(problems.contains { $0.contains("checksum mismatch") }, "\(problems.prefix(3))")
            let report = try shelf.repair()
            #expect(report.commit != nil)
            #expect(try shelf.verify() == [])
            #expect(try shelf.contradictions(report) == [])
            // A block has eight kilobytes: a few documents are lost and no more.
            #expect(try shelf.stored().count > shelf.documents.count - 30)
        }
    }

    /// Changes a byte in the blocks of the largest table.
    private static func damageBlock(_ shelf: DamagedShelf, _ random: inout SeededRandom) throws {
        let tables = names(in: shelf.path).filter { $0.hasSuffix(".sst") }.map { name in
            (name: name, bytes: bytes(of: "\(shelf.path)/\(name)"))
        }
        var table = try #require(tables.max { $0.bytes.count < $1.bytes.count })
        #expect(table.bytes.count > 100_000)
        table.bytes[random.below(table.bytes.count * 3 / 4)] ^= 0x10
        try writeBytes(table.bytes, to: "\(shelf.path)/\(table.name)")
    }
}
