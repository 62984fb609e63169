import DocumentStore
import FirestoreModel
import LinuxSystem
import RocksStore
import StatusCodes
import TestSupport
import Testing

@testable import StoreInspector

@Suite struct StoreBackupTests {
    private static func contents(_ directory: String) throws -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for name in names(in: directory) where !["LOCK", "LOG"].contains(name) {
            guard !name.hasPrefix("LOG.old") else { continue }
            found[name] = TestSupport.bytes(of: "\(directory)/\(name)")
        }
        return found
    }

    @Test func aBackupRestoresByteForByte() throws {
        try withDamagedShelf { shelf in
            let backup = StoreBackup("\(shelf.path).backup")
            let made = try backup.write(from: shelf.path, commit: 9)
            #expect(made.copiedFiles == made.files && made.copiedBytes == made.bytes)
            #expect(made.files == (try Self.contents(shelf.path)).count)
            let checked = try backup.check()
            #expect(checked.commit == 9 && checked.bytes == made.bytes)
            let target = "\(shelf.path).restored"
            #expect(try backup.restore(to: target).files == made.files)
            #expect(try Self.contents(target) == Self.contents(shelf.path))
            for name in names(in: target) {
                let attributes = try #require(try FileAttributes("\(target)/\(name)"))
                #expect(attributes.links == 1 && !attributes.isShared, "\(name)")
            }
            #expect(try ClosedStore(target).verify().problems == [])
            #expect(try FileAttributes("\(target).restoring") == nil)
        }
    }

    @Test func aSecondBackupCopiesWhatIsNew() throws {
        try withDamagedShelf { shelf in
            let backup = StoreBackup("\(shelf.path).backup")
            let first = try backup.write(from: shelf.path, commit: 1)
            let again = try backup.write(from: shelf.path, commit: 2)
            #expect(again.copiedFiles == 0 && again.files == first.files)
            try shelf.write(.documents, [1], [1])
            let second = try backup.write(from: shelf.path, commit: 3)
            #expect(second.copiedFiles > 0 && second.copiedFiles < second.files)
            #expect(try backup.check().commit == 3)
            // What the new manifest does not name is gone.
            #expect(names(in: backup.directory).count == second.files + 2)
            let target = "\(shelf.path).restored"
            _ = try backup.restore(to: target)
            #expect(try Self.contents(target) == Self.contents(shelf.path))
        }
    }

    /// What is in the backup may be all that is left of another store.
    @Test func aBackupOfAnotherStoreOrALaterCommitIsNotReplaced() throws {
        try withDamagedShelf { shelf in
            let backup = StoreBackup("\(shelf.path).backup")
            _ = try backup.write(from: shelf.path, commit: 9)
            let before = try Self.contents(backup.directory)
            let other = "\(shelf.path).other"
            try DocumentStore(path: other).close()
            for (source, commit) in [(other, 12), (shelf.path, 8)] as [(String, UInt64)] {
                let error = try #require(throws: Status.self) {
                    _ = try backup.write(from: source, commit: commit)
                }
                #expect(error.fault == .alreadyExists, "\(error)")
                #expect(error.message.contains("name another directory"), "\(error)")
                #expect(try Self.contents(backup.directory) == before)
            }
        }
    }

    /// The good copy was removed, and all was "as written".
    @Test func aTableThatRotsOnTheDiskDoesNotReplaceItsCopy() throws {
        try withDamagedShelf { shelf in
            let backup = StoreBackup("\(shelf.path).backup")
            _ = try backup.write(from: shelf.path, commit: 9)
            try writeBytes([1], to: "\(backup.directory)/README.txt")
            let before = try Self.contents(backup.directory)
            let table = try #require(names(in: shelf.path).first { $0.hasSuffix(".sst") })
            let bytes = TestSupport.bytes(of: "\(shelf.path)/\(table)")
            for damaged in [[], Array(bytes.dropLast()), [bytes[0] ^ 1] + bytes.dropFirst()] {
                try writeBytes(damaged, to: "\(shelf.path)/\(table)")
                let error = try #require(throws: Status.self) {
                    _ = try backup.write(from: shelf.path, commit: 10)
                }
                #expect(error.fault == .corruption && error.message.contains(table), "\(error)")
                #expect(try Self.contents(backup.directory) == before)
            }
            try writeBytes(bytes, to: "\(shelf.path)/\(table)")
            _ = try backup.write(from: shelf.path, commit: 10)
            // What others put there stays.
            #expect(names(in: backup.directory).contains("README.txt"))
            #expect(throws: Status.self) {
                _ = try backup.restore(to: "\(backup.directory)/within")
            }
        }
    }

    @Test func aManifestWithoutAStoreOrOfImpossibleSizeIsDamaged() throws {
        try withDamagedShelf(products: 2) { shelf in
            let backup = StoreBackup("\(shelf.path).backup")
            _ = try backup.write(from: shelf.path, commit: 1)
            let manifest = try backup.manifest()
            for name in ["CURRENT", "STORE", "ACKNOWLEDGED", "MANIFEST-"] {
                var less = manifest
                less.files.removeAll { $0.name.hasPrefix(name) }
                #expect(BackupManifest(less.bytes) == nil, "\(name)")
            }
            for size in [UInt64.max, UInt64(Int64.max)] {
                var more = manifest
                let sum = FileSum(bytes: size, crc: 0)
                more.files.append(BackupManifest.File(name: "000099.sst", sum: sum))
                #expect(BackupManifest(more.bytes) == nil, "\(size)")
            }
            #expect(BackupManifest(manifest.bytes) == manifest)
        }
    }

    @Test func everyFlippedByteIsRefused() throws {
        try withDamagedShelf(products: 2) { shelf in
            let backup = StoreBackup("\(shelf.path).backup")
            _ = try backup.write(from: shelf.path, commit: 1)
            let target = "\(shelf.path).restored"
            for name in names(in: backup.directory).sorted() where name != "LOCK" {
                let path = "\(backup.directory)/\(name)"
                let bytes = TestSupport.bytes(of: path)
                // Every byte of small files, of larger ones each in turn of a prime.
                for index in stride(from: 0, to: bytes.count, by: bytes.count > 600 ? 211 : 1) {
                    var flipped = bytes
                    flipped[index] ^= 0x01
                    try writeBytes(flipped, to: path)
                    let error = try #require(throws: Status.self) { _ = try backup.check() }
                    #expect(error.fault == .corruption, "\(name) \(index): \(error)")
                    #expect("\(error)".contains(name), "\(error)")
                }
                try writeBytes(bytes.isEmpty ? [0] : Array(bytes.dropLast()), to: path)
                #expect(throws: Status.self) { _ = try backup.restore(to: target) }
                try writeBytes(bytes, to: path)
            }
            #expect(try FileAttributes(target) == nil)
            _ = try backup.check()
        }
    }

    @Test func aMissingFileIsNamed() throws {
        try withDamagedShelf(products: 2) { shelf in
            let backup = StoreBackup("\(shelf.path).backup")
            _ = try backup.write(from: shelf.path, commit: 1)
            let name = try #require(names(in: backup.directory).first { $0.contains(".sst.") })
            try DurableFiles.remove("\(backup.directory)/\(name)")
            let error = try #require(throws: Status.self) { _ = try backup.check() }
            #expect("\(error)".contains("\(name): it is missing"))
            // The next backup mends it.
            #expect(try backup.write(from: shelf.path, commit: 1).copiedFiles == 1)
            _ = try backup.check()
        }
    }

    @Test func nothingIsWrittenOverAnything() throws {
        try withDamagedShelf(products: 2) { shelf in
            let backup = StoreBackup("\(shelf.path).backup")
            #expect(try #require(throws: Status.self) { _ = try backup.check() }.fault == .notFound)
            _ = try backup.write(from: shelf.path, commit: 1)
            for (target, words) in [
                (shelf.path, "not empty"), (backup.directory, "within the backup"),
            ] {
                let error = try #require(throws: Status.self) { _ = try backup.restore(to: target) }
                #expect("\(error)".contains(words), "\(error)")
            }
            try PrivateFiles.makeDirectory("\(shelf.path).empty")
            _ = try backup.restore(to: "\(shelf.path).empty/")
            #expect(try ClosedStore("\(shelf.path).empty").verify().problems == [])
            let other = try #require(throws: Status.self) {
                _ = try StoreBackup(shelf.path).write(from: shelf.path, commit: 1)
            }
            #expect(other.fault == .alreadyExists)
        }
    }
}
