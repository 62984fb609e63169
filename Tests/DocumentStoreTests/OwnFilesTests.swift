import LinuxSystem
import Ordering
import StatusCodes
import TestSupport
import Testing

@testable import DocumentStore

/// The two files that the store keeps beside RocksDB's.
@Suite struct OwnFilesTests {
    @Test func theManifestIsATextThatEndsInItsChecksum() throws {
        var manifest = StoreManifest(id: 0x0123_4567_89AB_CDEF, state: .whole)
        manifest.recoveries = [
            StoreManifest.Recovery(commit: 7, acknowledged: 9, time: 12, aside: "aside-1")
        ]
        let text = """
            posmirror store 1
            id 0123456789abcdef
            state whole
            recovered 7 9 12 aside-1

            """
        #expect(
            String(decoding: manifest.bytes, as: UTF8.self)
                == text + "crc32c \(String(CRC32C.of([UInt8](text.utf8)), radix: 16))\n")
        #expect(StoreManifest(manifest.bytes) == manifest)
        let plain = StoreManifest(id: 1, state: .creating)
        #expect(StoreManifest(plain.bytes) == plain)
    }

    @Test func noOtherBytesAreAManifest() {
        var manifest = StoreManifest(id: 5, state: .whole)
        manifest.recoveries = [
            StoreManifest.Recovery(commit: 7, acknowledged: 9, time: 12, aside: "aside-1")
        ]
        let bytes = manifest.bytes
        for index in bytes.indices {
            for bit in 0..<8 {
                var other = bytes
                other[index] ^= 1 << UInt8(bit)
                #expect(StoreManifest(other) == nil)
            }
            #expect(StoreManifest(Array(bytes[..<index])) == nil)
        }
        #expect(StoreManifest(bytes + [10]) == nil)
    }

    @Test func theMarkSaysWhatWasAcknowledgedLast() throws {
        try withTemporaryDirectory { directory in
            let mark = try AcknowledgedMark.create(directory, store: 7, at: 3)
            #expect(try look(directory) == (3, 3))
            try mark.acknowledge(5, isLogSynced: false)
            #expect(try look(directory) == (5, 3))
            // Out of order: a lower one says nothing new.
            try mark.acknowledge(4, isLogSynced: true)
            #expect(try look(directory) == (5, 3))
            try mark.acknowledge(6, isLogSynced: true)
            #expect(try look(directory) == (6, 6))
            expect(.locked) { _ = try AcknowledgedMark.claim(directory, store: 7) }
            try mark.acknowledge(9, isLogSynced: false)
            try mark.close(isLogSynced: true)
            let again = try AcknowledgedMark.claim(directory, store: 7)
            #expect(again.content.acknowledged == 9 && again.content.synced == 9)
            #expect(try AcknowledgedMark.look(directory, store: 8) == nil)
        }
    }

    @Test func theMarkOfAFormerVersionIsRead() throws {
        try withTemporaryDirectory { directory in
            var file: [UInt8] = []
            for generation in [UInt64(8), 9] {
                var slot: [UInt8] = []
                for word in [
                    0x504D_4143_4B45_4431, 7, generation, generation + 20, generation + 10,
                    SystemProcess.bootNumber,
                ] {
                    slot += BigEndian.bytes(word)
                }
                slot += withUnsafeBytes(of: CRC32C.of(slot).bigEndian) { [UInt8]($0) }
                file += [UInt8](repeating: 0, count: file.isEmpty ? 0 : 4096 - file.count) + slot
            }
            try writeFile("\(directory)/ACKNOWLEDGED", file)
            #expect(try look(directory) == (29, 19))
            let mark = try AcknowledgedMark.claim(directory, store: 7)
            #expect(mark.content.newestLog == 0)
            mark.noteLog(12)
            try mark.acknowledge(30, isLogSynced: true)
            #expect(try look(directory) == (30, 30))
            try mark.close(isLogSynced: true)
            #expect(try AcknowledgedMark.look(directory, store: 7)?.newestLog == 12)
        }
    }

    private func look(_ directory: String) throws -> (UInt64, UInt64) {
        let content = try #require(try AcknowledgedMark.look(directory, store: 7))
        #expect(content.isOfThisBoot)
        return (content.acknowledged, content.synced)
    }

    /// A kill tears neither of the two slots, so damage of one is damage.
    @Test func aDamagedMarkIsNoLowerOne() throws {
        try withTemporaryDirectory { directory in
            let mark = try AcknowledgedMark.create(directory, store: 7, at: 3)
            try mark.acknowledge(5, isLogSynced: true)
            try mark.close(isLogSynced: true)
            let path = "\(directory)/ACKNOWLEDGED"
            let whole = try readFile(path)
            for offset in [0, 8, 20, 30, 51, 4_096, 4_130] {
                var bytes = whole
                bytes[offset] ^= 4
                try writeFile(path, bytes)
                #expect(try AcknowledgedMark.look(directory, store: 7) == nil, "\(offset)")
            }
            try writeFile(path, Array(whole.prefix(4_097)))
            #expect(try AcknowledgedMark.look(directory, store: 7) == nil)
        }
    }

    @Test func afterALossOfPowerOnlyWhatWasSyncedIsRequired() {
        typealias Content = AcknowledgedMark.Content
        let killed = Content(acknowledged: 9, synced: 4)
        #expect(killed.required == 9 && !killed.isTailUnsynced)
        let lost = Content(acknowledged: 9, synced: 4, isOfThisBoot: false)
        #expect(lost.required == 4 && lost.isTailUnsynced)
        let synced = Content(acknowledged: 9, synced: 9, isOfThisBoot: false)
        #expect(synced.required == 9 && !synced.isTailUnsynced)
    }
}
