import Glibc
import TestSupport
import Testing

@testable import LinuxSystem

@Suite struct DurableFilesTests {
    /// RFC 3720, appendix B.4, and the check value of every catalogue of checksums.
    @Test func theChecksumIsCastagnolis() {
        #expect(CRC32C.of([UInt8]("123456789".utf8)) == 0xE306_9283)
        #expect(CRC32C.of([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(CRC32C.of([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        let all = [UInt8]((0..<100).map { UInt8($0) })
        for cut in 0...all.count {
            let parts = all[..<cut].withUnsafeBytes { first in
                all[cut...].withUnsafeBytes { CRC32C.of($0, after: CRC32C.of(first)) }
            }
            #expect(parts == CRC32C.of(all))
        }
    }

    @Test func aReplacedFileHasTheNewBytesAndNoOther() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/file"
            try DurableFiles.replace(path, with: [UInt8]("longer".utf8))
            try write("left over", to: path + ".tmp")
            try DurableFiles.replace(path, with: [UInt8]("new".utf8))
            #expect(contents(of: path) == "new")
            #expect(names(in: directory) == ["file"])
            #expect(try FileAttributes(path)?.mode == 0o600)
        }
    }

    @Test func aCutFileKeepsItsOtherNameWhole() throws {
        try withTemporaryDirectory { directory in
            let (path, other) = (directory + "/file", directory + "/other")
            let text = String(repeating: "0123456789", count: 60_000)
            try write(text, to: path)
            try DurableFiles.link(path, to: other)
            try DurableFiles.replace(path, withFirst: 300_001)
            #expect(contents(of: path) == String(text.prefix(300_001)))
            #expect(contents(of: other) == text)
            #expect(throws: SystemError.self) {
                try DurableFiles.replace(path, withFirst: 300_002)
            }
            #expect(contents(of: path).count == 300_001)
        }
    }

    @Test func aFilesLockIsItsOpenFiles() throws {
        try withTemporaryDirectory { directory in
            let first = try PositionedFile(directory + "/file", .create)
            #expect(try first.lock())
            let second = try PositionedFile(directory + "/file", .readWrite)
            #expect(try !second.lock())
            first.unlock()
            #expect(try second.lock())
        }
    }

    @Test func readingEndsAtTheFilesEnd() throws {
        try withTemporaryDirectory { directory in
            let file = try PositionedFile(directory + "/file", .create)
            try file.write([1, 2, 3], at: 2)
            var bytes = [UInt8](repeating: 9, count: 8)
            #expect(try file.read(at: 0, into: &bytes, count: 8) == 5)
            #expect(bytes == [0, 0, 1, 2, 3, 9, 9, 9])
            #expect(try file.read(at: 5, into: &bytes, count: 8) == 0)
        }
    }

    /// A link was followed, and what lay behind it deleted.
    @Test func removingALinkLeavesWhatItLeadsTo() throws {
        try withTemporaryDirectory { directory in
            let (held, link) = ("\(directory)/held", "\(directory)/link")
            mkdir(held, 0o700)
            try TestSupport.write("text", to: "\(held)/file")
            symlink(held, link)
            try DirectoryExchange.remove(link)
            #expect(names(in: directory) == ["held"] && names(in: held) == ["file"])
            try DirectoryExchange.remove(held)
            #expect(names(in: directory).isEmpty)
        }
    }
}
