import FirestoreModel
import LinuxSystem
import MirrorClient
import MirrorMessages
import StatusCodes
import TTRPC
import TestSupport
import Testing

/// Who may trigger a synchronisation, over the socket of the built daemon.
@Suite struct AccessTests {
    private static let secret = "cron-marker-4711"

    /// A daemon to which this user is an admin first and a mere reader after ``Readers/begin()``.
    private struct Readers {
        let daemon: TestDaemon
        let file: String

        func begin() throws {
            try write(
                #"{"cron_secret":"\#(AccessTests.secret)\n","principals":["#
                    + #"{"uid":\#(SystemProcess.uid),"role":"reader"}]}"#, to: file)
            try daemon.restart()
        }
    }

    private func withReaders(
        config: String = "{}", _ body: (TestDaemon, Readers) throws -> Void
    ) throws {
        try withTemporaryDirectory { directory in
            let file = "\(directory)/config.json"
            try write(config, to: file)
            try withDaemon(options: ["--config", file]) { daemon in
                try body(daemon, Readers(daemon: daemon, file: file))
            }
        }
    }

    /// The code with which a sync is refused; nil where it ran and succeeded.
    private func refusal(
        _ daemon: TestDaemon, _ metadata: [(String, String)], org: String = "acme"
    ) throws -> StatusCode? {
        let client = try daemon.connect(metadata: metadata)
        defer { client.close() }
        do throws(MirrorClientError) {
            let reply = try client.sync(.products, orgID: org)
            #expect(reply.success, "\(reply.error)")
            return nil
        } catch {
            return error.code
        }
    }

    @Test func aCronTriggerNeedsTheSecret() throws {
        try withReaders { daemon, readers in
            try readers.begin()
            #expect(try refusal(daemon, []) == .unauthenticated)
            #expect(
                try refusal(daemon, [("authorization", "Bearer wrong")]) == .unauthenticated)
            #expect(try refusal(daemon, [("authorization", Self.secret)]) == .unauthenticated)
            #expect(
                try refusal(daemon, [("authorization", "Bearer \(Self.secret)")]) == nil)
            #expect(try daemon.menu().count > 0)
            let run = try daemon.posmirror(
                "sync", "products", "acme",
                environment: ["POSMIRROR_CRON_SECRET=\(Self.secret)"])
            #expect(run.end == .exit(0), "\(run.error)")
            #expect(!daemon.log.contains(Self.secret))
        }
    }

    @Test func withoutAConfiguredSecretNoCronTriggerIsTaken() throws {
        try withReaders { daemon, _ throws in
            for value in ["Bearer ", "Bearer", "Bearer x"] {
                #expect(
                    try refusal(daemon, [("authorization", value)]) == .unauthenticated)
            }
            #expect(daemon.pos.requestCount("/inventory/search") == 0)
        }
    }

    @Test func aSessionTriggersWhatItsHolderManages() throws {
        try withReaders { daemon, readers in
            try daemon.putLocation("two", org: "other")
            let make = { (role: String, orgs: [String], user: String) in
                (
                    "session",
                    try daemon.client.createSession(
                        role: role, orgIDs: orgs, userID: user
                    ).token
                )
            }
            let own = try make("dispensary_admin", ["acme"], "")
            let superUser = try make("super_user", [], "")
            let profile = try make("brand_admin", [], "ann")
            try daemon.client.updateDocument(
                ResourcePath(uncheckedSegments: ["users", "ann"]),
                fields: ["linkedDispensary": .map(["id": "dispensary_other"])])
            try readers.begin()
            #expect(try refusal(daemon, []) == .unauthenticated)
            #expect(try refusal(daemon, [("session", "pms_made-up")]) == .unauthenticated)
            #expect(try refusal(daemon, [own]) == nil)
            #expect(try refusal(daemon, [own], org: "other") == .permissionDenied)
            #expect(try refusal(daemon, [superUser]) == nil)
            #expect(try refusal(daemon, [superUser], org: "other") == nil)
            #expect(try refusal(daemon, [profile]) == .permissionDenied)
            #expect(try refusal(daemon, [profile], org: "other") == nil)
        }
    }

    /// Protocol/README.md, Access: two tenants that share a base name must not reach each other.
    @Test func tenantsThatShareABaseNameDoNotReachEachOther() throws {
        try withReaders { daemon, readers in
            try daemon.putLocation("two", org: "brand_acme")
            let brand = (
                "session",
                try daemon.client.createSession(role: "brand_admin", orgIDs: ["brand_acme"]).token
            )
            let dispensary = (
                "session",
                try daemon.client.createSession(
                    role: "dispensary_admin", orgIDs: ["dispensary_acme"]
                ).token
            )
            try readers.begin()
            #expect(try refusal(daemon, [brand], org: "brand_acme") == nil)
            #expect(try refusal(daemon, [brand]) == .permissionDenied)
            // Not a tenant itself, so it means the one that its candidates name first.
            #expect(try refusal(daemon, [dispensary]) == nil)
            #expect(try refusal(daemon, [dispensary], org: "brand_acme") == .permissionDenied)
        }
    }

    @Test func aSessionPassedOnByAnAdminCountsAndNotTheAdmin() throws {
        try withReaders { daemon, _ in
            let other = (
                "session",
                try daemon.client.createSession(role: "brand_admin", orgIDs: ["other"]).token
            )
            #expect(try refusal(daemon, [other]) == .permissionDenied)
            #expect(try refusal(daemon, [("session", "")]) == .unauthenticated)
            #expect(try refusal(daemon, []) == nil)
        }
    }

    @Test func sessionsAreMadeListedAndEndedAtTheCommandLine() throws {
        try withReaders { daemon, readers in
            let made = try daemon.posmirror(
                "session", "create", "--role", "dispensary_admin", "--org", "acme", "--hours", "2")
            #expect(made.end == .exit(0), "\(made.error)")
            let token = String(made.output.dropLast())
            #expect(token.hasPrefix("pms_") && token.utf8.count == 68)
            let list = try daemon.posmirror("session", "list")
            #expect(list.output.contains("dispensary_admin") && !list.output.contains("pms_"))
            let store = try daemon.documents(ResourcePath(uncheckedSegments: ["sessions"]))
            #expect(store.count == 1)
            #expect(
                !store.map { String(decoding: $0.wireBytes, as: UTF8.self) }.joined()
                    .contains(token.dropFirst(4)))
            #expect(try refusal(daemon, [("session", token)]) == nil)
            let id = try #require(store.first?.name.split(separator: "/").last)
            let ended = try daemon.posmirror("session", "revoke", String(id.prefix(12)))
            #expect(ended.output.contains("1 session ended"))
            #expect(try refusal(daemon, [("session", token)]) == .unauthenticated)
            #expect(try daemon.posmirror("session", "revoke", String(id)).end == .exit(4))
            #expect(
                try daemon.posmirror("session", "create", "--role", "budtender").end != .exit(0))
            #expect(!daemon.log.contains("pms_"))
            try readers.begin()
            #expect(try daemon.posmirror("session", "list").end == .exit(5))
        }
    }

    @Test func sessionsOfAnotherServerAreIntrospected() throws {
        try withTemporaryDirectory { directory in
            try withDaemon { other in
                // The simulated POS answers any path that it is told to.
                let path = "/introspect"
                let credentials = "\(directory)/credentials.json"
                try write(#"{"client_id":"mirror","client_secret":"id-marker"}"#, to: credentials)
                let config =
                    #"{"session_introspection":{"url":"\#(other.pos.baseURL)\#(path)","#
                    + #""credentials":"\#(credentials)"}}"#
                try withReaders(config: config) { daemon, _ throws in
                    let token = [("session", "opaque")]
                    other.pos.override(path, body: #"{"active":false}"#)
                    #expect(try refusal(daemon, [("session", "gone")]) == .unauthenticated)
                    other.pos.override(
                        path,
                        body: #"{"active":true,"exp":4102444800,"sub":"ann","#
                            + #""role":"dispensary_admin","currentOrgId":"acme"}"#)
                    #expect(try refusal(daemon, token) == nil)
                    #expect(try refusal(daemon, token, org: "other") == .permissionDenied)
                    // The answer is kept: nobody needs to be asked again.
                    #expect(other.pos.requestCount(path) == 2)
                    other.pos.setDown(path)
                    #expect(try refusal(daemon, token) == nil)
                    #expect(try refusal(daemon, [("session", "new")]) == .unavailable)
                    #expect(!daemon.log.contains("id-marker"))
                }
            }
        }
    }

    /// The status document, GetSyncStatus and the metrics by caller.
    @Test func theStatusOfOtherTenantsIsForThoseWhoMaySeeIt() throws {
        try withReaders { daemon, readers in
            try daemon.putLocation("two", org: "other")
            for org in ["acme", "other"] { try daemon.sync(.products, org: org) }
            let own = (
                "session",
                try daemon.client.createSession(
                    role: "dispensary_admin", orgIDs: ["acme"]
                ).token
            )
            let superUser = ("session", try daemon.client.createSession(role: "super_user").token)
            let budtender = (
                "session",
                try daemon.client.createSession(
                    role: "brand_admin", orgIDs: ["nobody"]
                ).token
            )
            try readers.begin()
            let all = ["acme", "other"]
            let secret = ("authorization", "Bearer \(Self.secret)")
            for (metadata, orgs) in [
                ([], all), ([superUser], all), ([secret], all), ([own], ["acme"]),
                ([budtender], []),
            ] {
                let client = try daemon.connect(metadata: metadata)
                defer { client.close() }
                #expect(try client.syncStatus().tenants.map(\.orgId) == orgs)
                let text = try client.metrics().text
                for org in all { #expect(text.contains("{org=\"\(org)\"}") == orgs.contains(org)) }
                for org in orgs { #expect(try client.syncStatus(orgID: org).tenants.count == 1) }
                for org in Set(all).subtracting(orgs) {
                    let refused = failure { _ = try client.syncStatus(orgID: org) }
                    #expect(refused?.code == .permissionDenied)
                }
            }
            for metadata in [("session", "pms_made-up"), ("authorization", "Bearer wrong")] {
                let client = try daemon.connect(metadata: [metadata])
                defer { client.close() }
                #expect(failure { _ = try client.syncStatus() }?.code == .unauthenticated)
                #expect(failure { _ = try client.metrics() }?.code == .unauthenticated)
                let watched = failure { try client.watchSync(orgID: "acme") { _ in } }
                #expect(watched?.code == .unauthenticated)
            }
            let client = try daemon.connect(metadata: [own])
            defer { client.close() }
            let watched = failure { try client.watchSync(orgID: "other") { _ in } }
            #expect(watched?.code == .permissionDenied)
        }
    }

    @Test func aWatcherHearsOfItsOwnTenantsOnly() throws {
        try withReaders { daemon, _ in
            try daemon.putLocation("two", org: "other")
            let token = try daemon.client.createSession(
                role: "dispensary_admin", orgIDs: ["acme"]
            ).token
            let watcher = try daemon.connect(metadata: [("session", token)])
            let heard = Monitor<[String]>([])
            let thread = SystemThread(name: "test-watch") {
                try? watcher.watchSync(orgID: "") { event in
                    heard.update { $0.append("\(event.orgId) \(event.phase)") }
                }
            }
            // The stream is there once it tells of the tenant's own runs.
            while heard.withLock({ $0.isEmpty }) { try daemon.sync(.products) }
            try daemon.sync(.products, org: "other")
            let before = heard.withLock { $0.count }
            try daemon.sync(.discounts)
            let deadline = SystemClock.monotonicNanoseconds() + 30_000_000_000
            let last = heard.wait(untilNanoseconds: deadline) { lines in
                lines.count > before && lines.last == "acme finished" ? lines : nil
            }
            watcher.close()
            thread.join()
            #expect(last?.allSatisfy { $0.hasPrefix("acme ") } == true)
        }
    }

    @Test func readersSeeNoConfigurationPeopleOrSessions() throws {
        try withReaders { daemon, readers in
            try daemon.sync(.products)
            try readers.begin()
            for segments in [
                ["locations", "main"], ["users", "ann"], ["sessions", "x"], ["products", "x"],
                ["tenants", "acme", "customers", "x"], ["tenants", "acme", "posWrites", "x"],
                ["tenants", "acme", "orders", "x"], ["tenants", "acme", "posEvents", "x"],
            ] {
                let error = failure {
                    _ = try daemon.client.document(ResourcePath(uncheckedSegments: segments))
                }
                #expect(error?.code == .permissionDenied, "\(segments)")
            }
            let refused = failure {
                try daemon.client.deleteDocument(ResourcePath(uncheckedSegments: ["users", "ann"]))
            }
            #expect(refused?.code == .permissionDenied)
            #expect(try daemon.menu().count > 0)
        }
    }
}
