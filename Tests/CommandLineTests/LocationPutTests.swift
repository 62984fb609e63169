import MirrorClient
import ClientTestSupport
import FirestoreModel
import Glibc
import JSON
import LinuxSystem
import MirrorMessages
import StatusCodes
import Synchronization
import TTRPC
import TestSupport
import Testing

@testable import CommandLine

@Suite struct LocationPutTests {
    /// A daemon's one location document, with the preconditions of the real thing.
    private final class Store: Sendable {
        private struct State {
            var document: Document?
            var version: Int64 = 0
            var races = 0
            var requests: [UpdateDocumentRequest] = []
        }

        private let state: Mutex<State>

        /// `races` reads are followed by somebody else's change of the pin.
        init(_ fields: Fields? = nil, races: Int = 0) {
            var state = State()
            state.races = races
            state.document = fields.map { Document(name: "locations/main", fields: $0) }
            state.document?.updateTime = Timestamp(seconds: 0)
            self.state = Mutex(state)
        }

        var fields: Fields? { state.withLock { $0.document?.fields } }
        var config: Fields? { fields?["posConfig"]?.mapValue }
        var requests: [UpdateDocumentRequest] { state.withLock { $0.requests } }

        var methods: [RPCMethod] {
            [
                FakeDaemon.unary(FirestoreMethod.getDocument) {
                    [self] (_: GetDocumentRequest) throws(Status) -> Document in
                    try state.withLock { state throws(Status) in try Self.read(&state) }
                },
                FakeDaemon.unary(FirestoreMethod.updateDocument) {
                    [self] (request: UpdateDocumentRequest) throws(Status) -> Document in
                    try state.withLock { state throws(Status) in
                        state.requests.append(request)
                        return try Self.write(request, &state)
                    }
                },
            ]
        }

        private static func read(_ state: inout State) throws(Status) -> Document {
            guard let document = state.document else { throw Status(.notFound, "no location") }
            if state.races > 0 {
                state.races -= 1
                state.version += 1
                var config = document.fields["posConfig"]?.mapValue ?? Fields()
                config["pin"] = .string("race \(state.version)")
                state.document?.fields["posConfig"] = .map(config)
                state.document?.updateTime = Timestamp(seconds: state.version)
            }
            return document
        }

        private static func write(
            _ request: UpdateDocumentRequest, _ state: inout State
        ) throws(Status) -> Document {
            guard let wanted = try? Document(wireBytes: request.document ?? []),
                let condition = try? Precondition(wireBytes: request.currentDocument ?? [])
            else { throw Status(.invalidArgument, "malformed") }
            switch condition {
            case .exists(false) where state.document == nil: break
            case .updateTime(let time) where state.document?.updateTime == time: break
            default: throw Status(.failedPrecondition, "changed meanwhile")
            }
            var fields = state.document?.fields ?? Fields()
            var config = fields["posConfig"]?.mapValue ?? Fields()
            let mask = String(decoding: request.updateMask ?? [], as: UTF8.self)
            for name in ["orgId", "timezone"] where mask.contains(name) {
                fields[name] = wanted.fields[name]
            }
            for key in PosConfigEdit.keys where mask.contains("posConfig.\(key)") {
                config[key] = wanted.fields["posConfig"]?.mapValue?[key]
            }
            fields["posConfig"] = .map(config)
            state.version += 1
            var document = Document(name: wanted.name, fields: fields)
            document.updateTime = Timestamp(seconds: state.version)
            state.document = document
            return document
        }
    }

    /// Runs `location put main` with a file of `credentials` where there are any.
    private func put(
        _ store: Store, _ credentials: String?, _ options: [String] = [], mode: mode_t = 0o600
    ) throws -> ToolRun {
        var words = ["location", "put", "main"] + options
        let file = "/tmp/posmirror-test-\(String(SystemRandom.uint64(), radix: 36)).json"
        defer { unlink(file) }
        if let credentials {
            let number = open(file, O_WRONLY | O_CREAT | O_EXCL, mode)
            _ = try FileDescriptor(owning: number).write(Array(credentials.utf8))
            words += ["--credentials", file]
        }
        return try FakeDaemon.serving(store.methods) { ToolRun.run(words, socket: $0) }
    }

    private static let org = ["--org", "acme"]
    private static let login = #"{"username":"u-secret","password":"p-secret","pin":"1-secret"}"#
    private static let stored: Fields = [
        "orgId": "acme", "timezone": "America/Denver", "note": "an agent's own",
        "posConfig": .map([
            "provider": "alleaves", "status": "active", "username": "u-secret",
            "password": "p-secret", "webhookSecret": "w-secret", "environment": "live",
        ]),
    ]

    @Test func theLocationIsWrittenWithItsAccount() throws {
        let store = Store()
        let run = try put(store, Self.login, Self.org + ["--timezone", "America/New_York"])
        #expect(run.code == .ok, "\(run.error)")
        let document = try Document(wireBytes: try #require(store.requests.first?.document))
        #expect(document.name == MirrorClient.databaseRoot + "/locations/main")
        #expect(store.fields?["orgId"] == "acme")
        #expect(store.fields?["timezone"] == "America/New_York")
        #expect(store.config?["password"] == "p-secret")
        #expect(store.config?["provider"] == "alleaves")
        #expect(run.standard.contains("set: orgId, timezone, provider, status, username"))
    }

    /// A repeated put without webhookSecret keeps the stored one.
    @Test func aRepetitionKeepsWhatItIsNotTold() throws {
        let store = Store(Self.stored)
        let run = try put(store, #"{"username":"u-secret","password":"new-secret"}"#, Self.org)
        #expect(run.code == .ok, "\(run.error)")
        var expected = Self.stored
        var config = try #require(expected["posConfig"]?.mapValue)
        config["password"] = "new-secret"
        expected["posConfig"] = .map(config)
        #expect(store.fields == expected)
        #expect(run.standard.contains("changed: password\n"))
        #expect(!run.standard.contains("username") && !run.standard.contains("secret"))
    }

    @Test func everyKeyOfThePosConfigCanBeSetAndTakenAway() throws {
        let json = """
            {"pin":"2-secret","apiKey":"a-secret","partnerId":"r-secret","storeId":"7",
             "locationId":"9","priceBasis":"retail","channel":"medical","status":"inactive",
             "webhookSecret":"x-secret","sellableAreas":["Retail","Vault"],"sellExpired":true}
            """
        let store = Store(Self.stored)
        let run = try put(store, json)
        #expect(run.code == .ok, "\(run.error)")
        #expect(store.config?["sellableAreas"] == .array(["Retail", "Vault"]))
        #expect(store.config?["sellExpired"] == .boolean(true))
        #expect(store.config?["webhookSecret"] == "x-secret")
        #expect(run.standard.contains("changed: status, webhookSecret\n"))
        let keys = [
            "pin", "apiKey", "partnerId", "storeId", "locationId", "priceBasis", "channel",
            "webhookSecret", "sellableAreas", "sellExpired",
        ]
        let unset = try put(store, nil, (keys + ["timezone"]).flatMap { ["--unset", $0] })
        #expect(unset.code == .ok, "\(unset.error)")
        #expect(
            store.config?.keys.sorted()
                == ["environment", "password", "provider", "status", "username"])
        #expect(store.fields?["timezone"] == nil && store.fields?["note"] != nil)
        #expect(unset.standard.contains("removed: timezone, pin, apiKey"))
    }

    /// The time zone or login that is missing, and the next command to run.
    @Test(arguments: [nil, "America/Denver"])
    func whatTheLocationLacksAndWhatComesNextIsSaid(zone: String?) throws {
        let run = try put(
            Store(), Self.login, Self.org + (zone.map { ["--timezone", $0] } ?? []))
        #expect(run.code == .ok, "\(run.error)")
        #expect(run.standard.contains("no time zone is set") == (zone == nil))
        #expect(run.standard.contains("next: posmirror sync org acme\n"))
    }

    @Test func theSameAgainWritesNothing() throws {
        let store = Store(Self.stored)
        let run = try put(store, #"{"webhookSecret":"w-secret"}"#, Self.org)
        #expect(run.code == .ok)
        #expect(store.requests.isEmpty)
        #expect(run.standard.contains("nothing changed"))
    }

    @Test func changesBySomebodyElseMeanwhileAreNotLost() throws {
        let store = Store(Self.stored, races: 3)
        let run = try put(store, #"{"channel":"medical"}"#)
        #expect(run.code == .ok, "\(run.error)")
        #expect(store.config?["channel"] == "medical")
        #expect(store.config?["pin"] == "race 3")
        #expect(store.requests.count == 4)
    }

    @Test func noOutputShowsACredential() throws {
        for options in [[], ["--json"]] {
            let run = try put(Store(), Self.login, Self.org + options)
            #expect(run.code == .ok)
            #expect(!(run.standard + run.error).contains("secret"))
        }
    }

    @Test func jsonNamesTheChanges() throws {
        let run = try put(
            Store(Self.stored), #"{"pin":"1-secret","webhookSecret":null}"#, ["--json"])
        let value = try JSONParser.parse(Array(run.standard.utf8))
        #expect(value["changes"]?["set"] == .array([.string("pin")]))
        #expect(value["changes"]?["removed"] == .array([.string("webhookSecret")]))
        #expect(value["changes"]?["changed"] == .array([]))
    }

    @Test func aLocationWithoutALoginIsForADaemonOfOneTenant() throws {
        let store = Store()
        let run = try put(store, #"{"locationId":"1000"}"#, Self.org)
        #expect(run.code == .ok, "\(run.error)")
        #expect(run.standard.contains("--single-tenant"))
        #expect(store.config?["locationId"] == "1000")
    }

    @Test func aFileThatOthersCanReadIsWarnedOf() throws {
        let open = try put(Store(), Self.login, Self.org, mode: 0o644)
        #expect(open.error.contains("chmod 600"))
        #expect(try put(Store(), Self.login, Self.org).error.isEmpty)
    }

    @Test func nothingIsWrittenForAWrongCommandLine() throws {
        for (credentials, options) in [
            ("{}", Self.org), (Self.login, Self.org + ["--timezone", "Mars/Base"]),
            (String(repeating: " ", count: 100_000), Self.org), (Self.login, []),
            (nil, []), (nil, ["--unset", "status"]), (nil, ["--unset", "nonsense"]),
            (#"{"username":"u"}"#, Self.org), (#"{"pin":"1"}"#, Self.org + ["--unset", "pin"]),
            (nil, Self.org + ["--timezone", "UTC", "--unset", "timezone"]),
        ] as [(String?, [String])] {
            let store = Store()
            let run = try put(store, credentials, options)
            #expect(run.code == .usage, "\(options) \(run.error)")
            #expect(store.requests.isEmpty)
        }
    }

    @Test func aMissingFileOrOrgIsAUsageError() {
        let words = ["location", "put", "main", "--org", "acme", "--credentials", "/tmp/no/such"]
        #expect(ToolRun.run(words).code == .usage)
        #expect(ToolRun.run(["location", "put", "a/b", "--org", "x"]).code == .usage)
        #expect(ToolRun.run(["location", "put", "a", "--org", "x/y"]).code == .usage)
    }
}

extension FileDescriptor {
    fileprivate func write(_ bytes: [UInt8]) throws(SystemError) -> IOResult {
        try bytes.withUnsafeBufferPointer { part throws(SystemError) in
            try write(UnsafeRawBufferPointer(part))
        }
    }
}
