import AlleavesSimulator
import DocumentStore
import FirestoreModel
import MirrorClient
import MirrorMessages
import StatusCodes
import Testing

/// What must not leave its place: the POS's secrets and the account's credentials.
@Suite struct SecretTests {
    private static let account = TestDaemon.Account(
        username: "marker-username@example.com", password: "marker-password-4711",
        pin: "marker-pin-0815")
    private static let marks = ["marker-username", "marker-password-4711", "marker-pin-0815"]

    /// Without the labels that the simulator's rows and batches carry.
    private static func withoutLabels(_ text: String) -> String {
        text.replacing(/SECRET-METRC-[0-9]{11}/, with: "")
    }

    private func withEverythingSynced(_ body: (TestDaemon) throws -> Void) throws {
        try withDaemon(
            products: 200, account: Self.account, { $0.discounts = 20 }
        ) { daemon in
            for kind in MirrorClient.SyncKind.allCases { try daemon.sync(kind) }
            // Failures are where secrets like to slip into a text.
            daemon.pos.refuseLogins()
            daemon.pos.expireTokens()
            for kind in MirrorClient.SyncKind.allCases {
                #expect(try !daemon.client.sync(kind, orgID: "acme").success)
            }
            try body(daemon)
        }
    }

    @Test func noSecretOfThePOSReachesAStoredDocument() throws {
        try withEverythingSynced { daemon in
            daemon.stop()
            let store = try DocumentStore(path: daemon.data)
            var count = 0
            try store.scan(DocumentScan(prefix: [])) { key, view throws(Status) in
                count += 1
                let text =
                    String(decoding: key, as: UTF8.self)
                    + String(decoding: view.fields, as: UTF8.self)
                #expect(!Self.withoutLabels(text).contains("SECRET"))
                // Labels are kept for audit, in canonical products and nowhere else.
                if text.contains("SECRET") { #expect(text.contains("acme_alleaves_")) }
                // The account lies in its location and nowhere else.
                if !text.contains("posConfig") {
                    for mark in Self.marks { #expect(!text.contains(mark)) }
                }
                return true
            }
            #expect(count > 400)
            try store.scanAuxiliary(.columns, prefix: []) { _, value in
                let text = String(decoding: value, as: UTF8.self)
                #expect(!text.contains("SECRET") && !text.contains("marker-"))
                return true
            }
            try store.close()
        }
    }

    @Test func noSecretReachesTheLog() throws {
        try withEverythingSynced { daemon in
            let log = daemon.log
            #expect(log.contains("[POS_SYNC] org=acme kind=products failed"))
            #expect(!log.contains("SECRET"))
            for mark in Self.marks { #expect(!log.contains(mark)) }
            // Nor a token, whose first part is the same in every JWT.
            #expect(!log.contains("eyJ"))
            #expect(!log.contains("Bearer"))
        }
    }

    @Test func noSecretReachesAReplyButTheLocationForAnAdmin() throws {
        try withEverythingSynced { daemon in
            var texts = [
                try daemon.status().json, try daemon.client.metadata(orgID: "acme").json,
                try daemon.client.info().json, try daemon.client.metrics().text,
                try daemon.client.discounts(orgID: "acme").json,
            ]
            texts += try daemon.menu().values.map(\.json)
            texts += try daemon.documents(TestDaemon.items).map {
                String(decoding: $0.wireBytes, as: UTF8.self)
            }
            let canonical = ResourcePath(uncheckedSegments: ["products"])
            texts += try daemon.documents(canonical).map {
                Self.withoutLabels(String(decoding: $0.wireBytes, as: UTF8.self))
            }
            texts.append(try daemon.client.expiringInventory(orgID: "acme", days: 365).json)
            texts.append(try daemon.client.clearance(orgID: "acme", days: 365).json)
            for text in texts {
                #expect(!text.contains("SECRET"))
                for mark in Self.marks { #expect(!text.contains(mark)) }
            }
            let location = try daemon.client.document(
                ResourcePath(uncheckedSegments: ["locations", "main"]))
            #expect(
                location.fields["posConfig"]?.mapValue?["password"]
                    == .string(Self.account.password))
        }
    }

    @Test func theCommandLineShowsNoCredentialInLists() throws {
        try withEverythingSynced { daemon in
            for words in [["location", "list"], ["status"]] {
                for json in [[], ["--json"]] {
                    let run = try ProgramRun(
                        "posmirror", ["--socket", daemon.socket] + words + json,
                        in: daemon.directory)
                    // The tenant is failing, which the status says by its exit code too.
                    #expect(run.end == .exit(words == ["status"] ? 1 : 0))
                    for mark in Self.marks { #expect(!(run.output + run.error).contains(mark)) }
                }
            }
        }
    }
}
