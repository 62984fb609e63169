import AlleavesSimulator
import Foundation
import Glibc
import LinuxSystem
import MirrorClient
import MirrorMessages
import TestSupport
import Testing

/// What an operator sees: signals, the log, exit codes, tables and JSON.
@Suite struct OperatorTests {
    private func object(_ text: some StringProtocol) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return try #require(value as? [String: Any])
    }

    @Test func aHangUpDoesNotEndTheDaemon() throws {
        try withDaemon { daemon in
            for _ in 0..<3 { daemon.process.send(SIGHUP) }
            #expect(try daemon.client.health() == .serving)
            try daemon.sync(.products)
            daemon.stop()
            #expect(daemon.log.contains("SIGHUP changes nothing"))
        }
    }

    @Test func aFailedSyncIsAnErrorInTheLogAndHasFields() throws {
        try withDaemon(options: ["--log", "json"]) { daemon in
            try daemon.sync(.products)
            daemon.pos.refuseLogins()
            daemon.pos.expireTokens()
            let reply = try daemon.client.sync(.products, orgID: TestDaemon.org)
            #expect(!reply.success)
            let lines = try daemon.log.split(separator: "\n").map { try object($0) }
            let runs = lines.filter { $0["kind"] as? String == "products" }
            #expect(runs.map { $0["level"] as? String } == ["info", "error"])
            #expect(runs.allSatisfy { $0["org"] as? String == "acme" && $0["ms"] is Int })
            #expect(runs.first?["created"] as? Int == 60)
            #expect(runs.last?["error"] as? String == reply.error)
            let serving = try #require(lines.first { $0["socket"] != nil })
            #expect(serving["socket"] as? String == daemon.socket && serving["pid"] is Int)
        }
    }

    @Test func statusFailsWhileATenantIsFailing() throws {
        try withDaemon { daemon in
            let before = try daemon.posmirror("status")
            // A tenant that never ran has not failed, and what is unknown is not 0.
            #expect(before.end == .exit(0))
            let row = try #require(before.output.split(separator: "\n").last)
            #expect(row.contains("never") && !row.contains(" 0"))
            try daemon.sync(.products)
            #expect(try daemon.posmirror("status").end == .exit(0))
            daemon.pos.refuseLogins()
            daemon.pos.expireTokens()
            _ = try daemon.client.sync(.products, orgID: TestDaemon.org)
            for json in [[], ["--json"]] {
                let run = try ProgramRun(
                    "posmirror", ["--socket", daemon.socket, "status"] + json,
                    in: daemon.directory)
                #expect(run.end == .exit(1))
                #expect(run.output.contains("acme"))
            }
        }
    }

    @Test func jsonLeavesOutWhatIsNotKnown() throws {
        try withDaemon { daemon in
            let run = try daemon.posmirror("sync", "products", "acme", "--json")
            let reply = try object(run.output)
            #expect(reply["customers_count"] == nil && reply["products_count"] as? Int == 60)
            let status = try object(try daemon.posmirror("status", "--json").output)
            let tenant = try #require((status["tenants"] as? [[String: Any]])?.first)
            #expect(tenant["orders_count"] == nil && tenant["pos_products_count"] as? Int == 60)
        }
    }

    @Test func failuresUnderJSONAreOneObject() throws {
        try withDaemon { daemon in
            let cases: [([String], Int32, String)] = [
                (["menu", "nobody"], 4, "NOT_FOUND"), (["nonsense"], 2, "USAGE"),
                (["menu", "acme", "--limit", "x"], 2, "USAGE"),
                (["backup", daemon.directory], 1, "ALREADY_EXISTS"),
                (["sync", "products", "nobody"], 1, "FAILED"),
                (["get", "locations/none"], 4, "NOT_FOUND"),
            ]
            for (words, code, name) in cases + [(["status"], 3, "UNAVAILABLE")] {
                let socket = code == 3 ? "\(daemon.directory)/none" : daemon.socket
                let run = try ProgramRun(
                    "posmirror", ["--socket", socket, "--json"] + words, in: daemon.directory)
                #expect(run.end == .exit(code), "\(words)")
                #expect(run.error.split(separator: "\n").count == 1, "\(run.error)")
                let failure = try object(run.error)
                #expect(failure["code"] as? String == name, "\(words)")
                #expect(failure["message"] as? String != "" && failure["exit_code"] != nil)
            }
        }
    }

    @Test func ctrlCInASyncSaysThatTheRunGoesOn() throws {
        try withDaemon { daemon in
            let gate = daemon.pos.hold("/inventory/search")
            let process = try ChildProcess(
                "posmirror", ["--socket", daemon.socket, "sync", "products", "acme"],
                errorFile: "\(daemon.directory)/sync.err")
            #expect(gate.waitUntilHeld())
            process.send(SIGINT)
            #expect(process.wait() == .exit(130))
            let error = contents(of: "\(daemon.directory)/sync.err")
            #expect(error.contains("the run goes on in the daemon"))
            #expect(try daemon.status().running == "products")
            gate.release()
            // Joins the run that goes on, or comes after it: either way the products are there.
            let reply = try daemon.sync(.products)
            #expect(reply.created + reply.unchanged == 60)
            #expect(daemon.pos.requestCount("/inventory/search") <= 2)
        }
    }

    @Test func timesInTablesAreLocalWithTheirZone() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            for (zone, name) in [("ABC-3", "ABC"), ("UTC0", "UTC")] {
                let run = try daemon.posmirror("status", environment: ["TZ=\(zone)"])
                let time = run.output.firstMatch(of: /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ([A-Z]+)/)
                #expect(time.map { String($0.1) } == name, "\(run.output)")
            }
            let json = try object(
                try daemon.posmirror("status", "--json", environment: ["TZ=ABC-3"]).output)
            let tenant = try #require((json["tenants"] as? [[String: Any]])?.first)
            #expect((tenant["last_sync_at"] as? String)?.hasSuffix("Z") == true)
        }
    }
}
