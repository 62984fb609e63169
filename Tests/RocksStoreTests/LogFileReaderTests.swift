import Glibc
import Randomness
import TestSupport
import Testing

@testable import RocksStore

@Suite struct LogFileReaderTests {
    /// What RocksDB itself writes: every batch is found, with the sequence of its changes.
    @Test func rocksDBsOwnLogIsReadBatchByBatch() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/db"
            let database = try RocksDatabase(path: path)
            for index in 0..<50 {
                let batch = try RocksWriteBatch(for: database)
                batch.put(.documents, [UInt8(index)], [UInt8](repeating: 7, count: index * 2_000))
                batch.delete(.indexes, [UInt8(index)])
                batch.deleteRange(.changes, from: [1], to: [2])
                batch.put(.meta, [UInt8]("commit".utf8), [UInt8(index)])
                batch.note([UInt8(index), 9])
                try database.write(batch, .logged)
            }
            let log = try #require(names(in: path).filter { $0.hasSuffix(".log") }.max())
            var reader = try LogFileReader("\(path)/\(log)", number: 0)
            var commits: [UInt8] = []
            var notes: [UInt8] = []
            var next: UInt64?
            while let found = try reader.next() {
                guard case .record = found else {
                    Issue.record("\(found)")
                    return
                }
                let batch = reader.payload.withUnsafeBytes { bytes in
                    LoggedBatch(bytes) { note in
                        if note.count == 2, note[1] == 9 { notes.append(note[0]) }
                    } put: { key, value in
                        if key.elementsEqual("commit".utf8) { commits.append(value[0]) }
                    }
                }
                let read = try #require(batch)
                if let next { #expect(read.sequence == next) }
                #expect(read.count == 4)
                next = read.next
            }
            #expect(commits == Array(0..<50))
            #expect(notes == commits)
        }
    }

    /// Whole blocks, parts over three blocks, and a payload that ends where a header has no room.
    @Test func recordsAreReadAsTheyWereWritten() throws {
        let sizes = [0, 1, 32_754, 5, 70_000, 32_768 - 7 - 3, 0, 100_000, 6]
        let records = sizes.map { [UInt8](repeating: UInt8($0 & 255), count: $0) }
        #expect(try Self.read(Self.log(records)) == records.map { .record($0) })
    }

    private enum Seen: Equatable {
        case record([UInt8])
        case damage(LogDamage.Kind)
    }

    private static func log(_ records: [[UInt8]]) -> [UInt8] {
        var writer = LogFileWriter()
        for record in records { writer.add(record) }
        return writer.bytes
    }

    private static func read(_ bytes: [UInt8]) throws -> [Seen] {
        var seen: [Seen] = []
        try withTemporaryDirectory { directory in
            let path = directory + "/000007.log"
            let file = open(path, O_CREAT | O_WRONLY, 0o600)
            _ = Glibc.write(file, bytes, bytes.count)
            close(file)
            var reader = try LogFileReader(path, number: 7)
            while let found = try reader.next() {
                switch found {
                case .record: seen.append(.record(reader.payload))
                case .damage(let damage): seen.append(.damage(damage.kind))
                }
            }
        }
        return seen
    }

    private static let small = (0..<6).map { [UInt8](repeating: UInt8($0), count: 20) }

    @Test func damageIsToldFromATornEndAndReadingGoesOnBehindIt() throws {
        let whole = Self.log(Self.small)
        let last = Self.small.map { Seen.record($0) }
        // 27 bytes a record: the payload, the checksum, the length, the kind of the third.
        for (offset, kind) in [
            (70, LogDamage.Kind.checksum), (55, .checksum), (58, .checksum), (59, .torn),
        ] {
            var bytes = whole
            bytes[offset] ^= 0x40
            #expect(try Self.read(bytes) == last[..<2] + [.damage(kind)] + last[3...])
        }
        var kind = whole
        kind[60] = 0x41
        #expect(try Self.read(kind) == last[..<2] + [.damage(.kind)] + last[3...])
        for cut in 1..<27 {
            #expect(try Self.read(Array(whole.dropLast(cut))) == last[..<5] + [.damage(.torn)])
        }
        #expect(
            try Self.read(whole + [UInt8](repeating: 0, count: 90_000)) == last + [.damage(.torn)])
        let hole = [UInt8](repeating: 0, count: 27)
        #expect(
            try Self.read(Array(whole[..<54]) + hole + whole[81...])
                == last[..<2] + [.damage(.torn)] + last[3...])
    }

    @Test func aBeginningWithoutItsEndIsDamage() throws {
        let records = [30_000, 30_000, 10].map { [UInt8](repeating: 7, count: $0) }
        var bytes = Self.log(records)
        // The second record ends in the second block.
        bytes.removeSubrange((32 << 10)..<(30_007 + 30_007 + 7))
        let expected: [Seen] = [.record(records[0]), .damage(.order), .record(records[2])]
        #expect(try Self.read(bytes) == expected)
    }

    /// Whatever the bytes: it ends, and what it calls a record was one.
    @Test(arguments: Seeds.of(1...40 as ClosedRange<UInt64>))
    func damagedBytesNeverTrapAndNeverBecomeARecord(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let records = (0..<30).map { index in
            [UInt8](repeating: UInt8(index), count: random.below(9_000))
        }
        var bytes = Self.log(records)
        for _ in 0...random.below(4) {
            let index = random.below(bytes.count)
            switch random.below(4) {
            case 0: bytes[index] ^= 1 << UInt8(random.below(8))
            case 1: bytes.removeSubrange(index..<min(index + random.below(500), bytes.count))
            case 2: bytes.replaceSubrange(index..<index, with: bytes[index...].prefix(77))
            default: bytes.removeSubrange(max(index, 1)...)
            }
        }
        for seen in try Self.read(bytes) {
            if case .record(let record) = seen { #expect(records.contains(record)) }
        }
    }

    @Test func aDamagedBatchIsNone() throws {
        // Sequence 5, two changes: a put in family 3 and a deletion in family 1, and log data.
        let batch: [UInt8] =
            [5, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0] + [5, 3, 1, 9, 2, 8, 7] + [3, 1, 0x41]
            + [4, 1, 2, 1, 2]
        var puts: [[UInt8]] = []
        let read = batch.withUnsafeBytes { bytes in
            LoggedBatch(bytes) { key, value in puts.append([UInt8](key) + [UInt8](value)) }
        }
        #expect(read?.sequence == 5 && read?.count == 2 && read?.next == 7)
        #expect(puts == [[9, 8, 7]])
        for count in 0..<batch.count {
            #expect(Array(batch[..<count]).withUnsafeBytes { LoggedBatch($0) { _, _ in } } == nil)
        }
        var huge = batch
        huge.replaceSubrange(14...14, with: [0xFF, 0xFF, 0xFF, 0xFF, 0x7F])
        #expect(huge.withUnsafeBytes { LoggedBatch($0) { _, _ in } } == nil)
    }
}
