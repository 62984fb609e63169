import Foundation
import Glibc
import TestSupport
import Testing

/// `posmirror inspect`, with a daemon on the directory and without.
@Suite struct InspectTests {
    @Test func aRunningDaemonsDirectoryIsSeen() throws {
        try withDaemon(products: 12) { daemon in
            #expect(try daemon.sync(.products).created == 12)
            let run = try daemon.posmirror("inspect", "--data", daemon.data)
            #expect(run.end == .exit(0), "\(run.error)")
            #expect(run.error.contains("process \(daemon.process.pid) has \(daemon.data) open"))
            for family in ["documents", "columns", "indexes", "changes", "meta", "MARK"] {
                #expect(run.output.contains(family), "\(family)")
            }
            let row = try daemon.posmirror("inspect", "--data", daemon.data, "--row", "acme/1000")
            #expect(row.end == .exit(0), "\(row.output)\(row.error)")
            #expect(row.output.contains("item.price_cents"))
        }
    }

    @Test func aStoppedDaemonsDirectoryIsNotTouched() throws {
        try withDaemon(products: 12) { daemon in
            #expect(try daemon.sync(.products).created == 12)
            daemon.stop()
            let before = files(daemon.data)
            let looks = [
                [], ["--row", "acme/1000"], ["--family", "indexes", "--limit", "5"],
                ["--family", "changes"], ["--family", "documents", "--prefix", "tenants/acme"],
            ]
            for look in looks {
                let run = try daemon.posmirror(["inspect", "--data", daemon.data] + look)
                #expect(run.end == .exit(0), "\(look): \(run.error)")
                #expect(!run.error.contains("process"), "\(run.error)")
            }
            #expect(files(daemon.data) == before)
        }
    }

    @Test func theAccountIsShownToWhoAsksAlone() throws {
        var account = TestDaemon.Account()
        account.password = "swordfish"
        try withDaemon(products: 1, account: account) { daemon in
            let look = ["inspect", "--data", daemon.data, "--family", "documents", "--json"]
            let plain = try daemon.posmirror(look)
            #expect(plain.output.contains("posConfig") && !plain.output.contains("swordfish"))
            let all = try daemon.posmirror(look + ["--secrets"])
            #expect(all.output.contains("swordfish"))
            let parsed = try JSONSerialization.jsonObject(with: Data(plain.output.utf8))
            let entries = try #require(parsed as? [[String: Any]])
            #expect(entries.contains { $0["key"] as? String == "locations/main" })
        }
    }

    @Test func whatCannotBeDoneHasItsExitCode() throws {
        try withTemporaryDirectory { directory throws in
            func end(_ arguments: String...) throws -> ProcessEnd {
                try ProgramRun("posmirror", ["inspect"] + arguments, in: directory).end
            }
            #expect(try end("--data", "\(directory)/none") == .exit(4))
            #expect(try end("--data", directory) == .exit(4))
            #expect(try end("--data", directory, "--prefix", "a") == .exit(2))
            #expect(try end("--data", directory, "--family", "meta", "--row", "a/1") == .exit(2))
            #expect(try end("--data", directory, "--limit", "0") == .exit(2))
            #expect(try end("--help") == .exit(0))
            #expect(!names(in: directory).contains { $0.contains("LOG") })
        }
    }

    /// Every file with what any write changes of it.
    private func files(_ directory: String) -> [String] {
        names(in: directory).sorted().map { name in
            var info = stat()
            guard lstat("\(directory)/\(name)", &info) == 0 else { return "\(name) is gone" }
            return "\(name) \(info.st_size) \(info.st_mtim.tv_sec) \(info.st_mtim.tv_nsec)"
        }
    }
}
