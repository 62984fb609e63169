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
            for (target, words) in [(shelf.path, "not empty"), (backup.directory, "not empty")] {
                let error = try #require(throws: Status.self) { _ = try backup.restore(to: target) }
                #expect(error.fault == .alreadyExists && "\(error)".contains(words))
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
