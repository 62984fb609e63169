import DocumentStore
import Glibc
import LinuxSystem
import RocksStore
import StatusCodes
import TestSupport
import Testing

@testable import StoreInspector

/// Files that are gone: what follows from others is made anew, and nothing else is said to be well.
@Suite struct MissingTableTests {
    /// The shelf's tables by the family that loses all its entries without it.
    private func tables(_ shelf: DamagedShelf) throws -> [(name: String, family: ColumnFamily)] {
        var found: [(String, ColumnFamily)] = []
        for name in names(in: shelf.path).sorted() where name.hasSuffix(".sst") {
            let (table, aside) = ("\(shelf.path)/\(name)", "\(shelf.path).aside")
            rename(table, aside)
            let database = try ReadOnlyDatabase(around: shelf.path)
            for family in ColumnFamily.allCases {
                do throws(Status) {
                    try database.scan(family.name) { _, _ in true }
                } catch {
                    found.append((name, family))
                }
            }
            rename(aside, table)
        }
        return found
    }

    @Test func everyMissingTableIsNamedAndMendedAroundIt() throws {
        try withDamagedShelf { shelf in
            let tables = try tables(shelf)
            #expect(Set(tables.map(\.family)).count == ColumnFamily.allCases.count)
            for (name, family) in tables {
                let copy = "\(shelf.path).\(name)"
                try copyDirectory(shelf.path, to: copy)
                unlink("\(copy)/\(name)")
                let recoverer = try? StoreRecoverer(copy)
                #expect(recoverer?.tables?.message.contains(name) ?? true, "\(family)")
                let problems = try ClosedStore(copy).verify().problems
                #expect(problems.contains { $0.contains(name) }, "\(family): \(problems)")
                let report = try StoreRepair(ClosedStore(copy)) { _ in }.apply()
                #expect(report.faultCount > 0)
                // Documents are all there unless it was theirs.
                let whole = shelf.documents.count
                #expect((report.documents == whole) == (family != .documents), "\(family)")
                #expect(try ClosedStore(copy).verify().problems == [], "\(family)")
            }
        }
    }

    @Test func aRepairIntoAnotherDirectoryLeavesTheDamagedOne() throws {
        try withDamagedShelf { shelf in
            let (name, _) = try #require(try tables(shelf).first { $0.family == .indexes })
            unlink("\(shelf.path)/\(name)")
            let before = names(in: shelf.path).sorted()
            let target = "\(shelf.path).new"
            let repair = StoreRepair(try ClosedStore(shelf.path), into: target) { _ in }
            let report = try repair.apply()
            #expect(report.kept == shelf.path && report.repaired == target)
            #expect(names(in: shelf.path).sorted() == before)
            #expect(try ClosedStore(target).verify().problems == [])
            #expect { _ = try repair.apply() } throws: {
                ($0 as? Status)?.fault == .alreadyExists
            }
        }
    }

    @Test func aRepairThroughALinkIsOfTheDirectory() throws {
        try withDamagedShelf { shelf in
            let (name, _) = try #require(try tables(shelf).first { $0.family == .indexes })
            unlink("\(shelf.path)/\(name)")
            let link = "\(shelf.path).link"
            symlink(shelf.path, link)
            let report = try StoreRepair(ClosedStore(link)) { _ in }.apply()
            #expect(report.kept == "\(shelf.path).damaged-1")
            #expect(try FileAttributes(link)?.kind == .link)
            #expect(try FileAttributes(shelf.path)?.kind == .directory)
            #expect(try ClosedStore(link).verify().problems == [])
        }
    }

    /// Nothing before a damaged first block tells where the next begins, and nothing else had the
    /// names.
    @Test func whatIsBehindADamagedFirstBlockOfEveryTableIsKept() throws {
        try withDamagedShelf(products: 120, textBytes: 600) { shelf in
            for name in names(in: shelf.path) where name.hasSuffix(".sst") {
                var bytes = TestSupport.bytes(of: "\(shelf.path)/\(name)")
                for index in 20..<24 { bytes[index] ^= 0xFF }
                try writeBytes(bytes, to: "\(shelf.path)/\(name)")
            }
            let report = try shelf.repair()
            // A block is 8 KiB, about a dozen of these.
            #expect(report.documents >= shelf.documents.count - 30, "\(report.documents)")
            #expect(report.lostCount > 0)
            for (path, document) in try shelf.stored() {
                #expect(shelf.documents[path]?.fields == document.fields, "\(path)")
            }
        }
    }

    @Test func aRepairThatWasBrokenOffBehindTheExchangeKeepsTheDamagedStore() throws {
        try withDamagedShelf { shelf in
            let (name, _) = try #require(try tables(shelf).first { $0.family == .indexes })
            unlink("\(shelf.path)/\(name)")
            _ = try shelf.repair()
            // As the exchange left it.
            rename("\(shelf.path).damaged-1", "\(shelf.path).repairing")
            let (second, _) = try #require(try tables(shelf).first { $0.family == .indexes })
            unlink("\(shelf.path)/\(second)")
            let report = try shelf.repair()
            #expect(report.kept == "\(shelf.path).damaged-2")
            #expect(!names(in: "\(shelf.path).damaged-1").contains(name))
            #expect(try shelf.verify() == [])
        }
    }

    @Test(arguments: [nil, "", "MANIFEST-999999\n", "\n"] as [String?])
    func currentIsMadeAnewWhereAllIsThere(text: String?) throws {
        try withDamagedShelf { shelf in
            let path = "\(shelf.path)/CURRENT"
            let name = TestSupport.bytes(of: path)
            unlink(path)
            if let text { try writeBytes([UInt8](text.utf8), to: path) }
            let error = try #require(throws: Status.self) { _ = try StoreRecoverer(shelf.path) }
            #expect(error.message.contains("recover --data \(shelf.path) --current"), "\(error)")
            let made = try StoreRecoverer.makeCurrent(shelf.path)
            #expect(Array("\(made)\n".utf8) == name)
            #expect(try ClosedStore(shelf.path).verify().problems == [])
            #expect(try shelf.stored() == shelf.documents)
            #expect { _ = try StoreRecoverer.makeCurrent(shelf.path) } throws: {
                ($0 as? Status)?.fault == .failedPrecondition
            }
        }
    }

    @Test func currentIsNotMadeByAManifestThatLeadsToLess() throws {
        try withDamagedShelf { shelf in
            let path = "\(shelf.path)/CURRENT"
            let text = String(decoding: TestSupport.bytes(of: path).dropLast(), as: UTF8.self)
            let manifest = "\(shelf.path)/\(text)"
            let bytes = TestSupport.bytes(of: manifest)
            try writeBytes(Array(bytes[..<(bytes.count / 3)]), to: manifest)
            unlink(path)
            let error = try #require(throws: Status.self) {
                _ = try StoreRecoverer.makeCurrent(shelf.path)
            }
            #expect(error.fault == .corruption && error.message.contains(text), "\(error)")
            #expect(try FileAttributes(path) == nil)
        }
    }
}

/// Copies the files of a directory into a new one.
private func copyDirectory(_ path: String, to target: String) throws {
    mkdir(target, 0o700)
    for name in names(in: path) {
        try writeBytes(TestSupport.bytes(of: "\(path)/\(name)"), to: "\(target)/\(name)")
    }
}
