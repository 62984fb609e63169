import FirestoreModel
import JSON
import LinuxSystem
import MirrorClient
import TestSupport
import Testing

/// The document commands of `posmirror` against a daemon.
@Suite struct DocumentCommandLineTests {
    /// A document with every type of value and names that need care.
    private static let everything: Fields = [
        "null": .null, "truth": true, "int": .integer(.min), "double": 0.1, "zero": .double(-0.0),
        "nan": .double(.nan), "infinity": .double(-.infinity), "text": "\"\\\n\u{0}\u{1F33F}",
        "time": .timestamp(Timestamp(seconds: -1, nanos: 123_456_000)), "bytes": .bytes([0, 255]),
        "place": .geoPoint(latitude: -12.5, longitude: 0),
        "reference": .reference("projects/p/databases/(default)/documents/a/b"),
        "list": .array([1, ["x": .array([.null])]]), "map": ["a.b": ["`": 1]],
        "vector": ["__type__": "__vector__", "value": .array([1.0, -2.5])],
    ]

    private func lines(_ run: ProgramRun) -> [String] {
        #expect(run.end == .exit(0), "\(run.error)")
        return run.output.split(separator: "\n").map(String.init)
    }

    private func path(_ text: String) throws -> ResourcePath { try ResourcePath(text) }

    @Test func documentsAreWrittenAndRead() throws {
        try withDaemon(products: 5) { daemon in
            let document = Document(name: "", fields: Self.everything)
            let json = String(decoding: document.json, as: UTF8.self)
            let set = try daemon.posmirror("set", "notes/all", "--data", "-", input: json)
            #expect(set.end == .exit(0), "\(set.error)")
            let stored = try daemon.client.document(path("notes/all")).fields
            #expect(stored.mapValueBytes == Self.everything.mapValueBytes)
            let printed = try daemon.posmirror("get", "notes/all").output
            let copied = try daemon.posmirror("set", "notes/copy", "--data", "-", input: printed)
            #expect(copied.end == .exit(0), "\(copied.error)")
            let copy = try daemon.client.document(path("notes/copy")).fields
            #expect(copy.mapValueBytes == Self.everything.mapValueBytes)
        }
    }

    @Test func fieldsAreMergedUpdatedAndRemoved() throws {
        try withDaemon(products: 5) { (daemon: TestDaemon) throws in
            func run(_ words: String...) throws -> ProcessEnd {
                try ProgramRun(
                    "posmirror", ["--socket", daemon.socket] + words, in: daemon.directory
                ).end
            }
            func fields() throws -> Fields { try daemon.client.document(path("brands/a")).fields }
            #expect(try run("update", "brands/a", "--data", "{}") == .exit(4))
            #expect(try run("set", "brands/a", "--data", #"{"a":1,"m":{"x":1,"y":2}}"#) == .exit(0))
            #expect(
                try run("set", "brands/a", "--merge", "--data", #"{"m":{"y":3}}"#) == .exit(0))
            #expect(try fields() == ["a": 1, "m": ["x": 1, "y": 3]])
            #expect(
                try run("update", "brands/a", "--data", #"{"m.x":5,"b":[]}"#, "--remove", "a")
                    == .exit(0))
            #expect(try fields() == ["b": .array([]), "m": ["x": 5, "y": 3]])
            #expect(try run("update", "brands/a", "--data", #"{"m":{}}"#) == .exit(0))
            #expect(try fields() == ["b": .array([]), "m": [:]])
            #expect(try run("set", "brands/a", "--data", "{}") == .exit(0))
            #expect(try fields() == [:])
            #expect(try run("delete", "brands/a", "--must-exist") == .exit(0))
            #expect(try run("delete", "brands/a", "--must-exist") == .exit(4))
            #expect(try run("delete", "brands/a") == .exit(0))
            #expect(try run("get", "brands/a") == .exit(4))
        }
    }

    @Test func saleFieldsAreRefusedWithAReason() throws {
        try withDaemon(products: 5) { daemon in
            try daemon.sync(.products)
            let id = try #require(daemon.pos.idItems.first)
            let item = TestDaemon.item("alleaves_\(id)").description
            let run = try daemon.posmirror("update", item, "--data", #"{"isOnSale":true}"#)
            #expect(run.end == .exit(1))
            #expect(run.error.contains("isOnSale"))
        }
    }

    @Test func queriesAndCountsAgreeWithTheDocuments() throws {
        try withDaemon(products: 5) { daemon in
            let all = (0..<200).map { number in
                let fields =
                    #"{"n":{"integerValue":"\#(number)"},"even":{"booleanValue":"#
                    + #"\#(number.isMultiple(of: 2))}}"#
                let id = String(1000 + number)
                return #"{"name":"shops/\#(number % 3)/bins/\#(id)","fields":\#(fields)}"#
            }
            let written = try daemon.posmirror("import", "-", input: all.joined(separator: "\n"))
            #expect(written.output.hasPrefix("imported 200 documents in "))
            let found = try daemon.posmirror(
                "query", "bins", "--group", "--where", "even == true", "--where", "n >= 150",
                "--order-by", "n:desc", "--select", "n", "--json")
            guard case .array(let items) = try JSONParser.parse(Array(found.output.utf8)) else {
                return #expect(Bool(false), "\(found.error)")
            }
            let numbers = items.map { $0["fields"]?["n"]?["integerValue"] }
            let wanted = stride(from: 198, through: 150, by: -2).map { JSONValue.string("\($0)") }
            #expect(numbers == wanted)
            let words = [
                "bins", "--group", "--any", "--where", "n < 10", "--where", "n in [20,21]",
            ]
            let count = try ProgramRun(
                "posmirror", ["--socket", daemon.socket, "count"] + words, in: daemon.directory)
            #expect(count.output == "12\n")
            let one = try daemon.posmirror("count", "shops/1/bins", "--json")
            #expect(one.output == "{\"count\":67}\n")
            let named = try daemon.posmirror(
                "query", "shops/1/bins", "--where", "__name__ <= 1004", "--json")
            #expect(named.output.contains("shops/1/bins/1001"))
            #expect(named.output.contains("shops/1/bins/1004"))
            #expect(!named.output.contains("shops/1/bins/1007"))
        }
    }

    @Test func anExplainedQuerySaysWhatItRead() throws {
        try withDaemon(products: 5) { daemon in
            let all = (0..<2000).map {
                #"{"name":"bins/\#($0)","fields":{"n":{"integerValue":"\#($0)"}}}"#
            }
            let written = try daemon.posmirror("import", "-", input: all.joined(separator: "\n"))
            #expect(written.end == .exit(0), "\(written.error)")
            let run = try daemon.posmirror(
                "query", "bins", "--where", "n >= 1980", "--explain", "--json")
            #expect(run.end == .exit(0), "\(run.error)")
            let plan = try JSONParser.parse(Array(run.output.utf8))
            #expect(plan["execution_stats"]?["results_returned"] == .number("20"))
            guard case .array(let indexes)? = plan["indexes_used"] else {
                return #expect(Bool(false), "no plan")
            }
            #expect(indexes.count > 0)
            let text = try daemon.posmirror("query", "bins", "--where", "n >= 1980", "--explain")
            #expect(text.output.contains("keys touched"))
        }
    }

    @Test func anExportImportedIsTheSameExport() throws {
        try withDaemon(products: 40) { daemon in
            daemon.pos.addDiscount(json: rule("percent", "20", #""categories":["Flower"]"#))
            daemon.pos.addDiscount(json: rule("bogo", "50", #""categories":["Edibles"]"#))
            daemon.pos.addDiscount(
                json: rule("percent", "5", #""categories":["Vapes"],"min_qty":3"#))
            // Rejected, and stored as it is.
            daemon.pos.addDiscount(json: rule("percent", "900", #""categories":["Flower"]"#))
            try daemon.sync(.products)
            try daemon.sync(.discounts)
            try daemon.sync(.metadata)
            try daemon.client.updateDocument(path("odd/__id7__"), fields: Self.everything)
            try daemon.client.updateDocument(path("odd/__id-7__/a b/\u{1F33F}"), fields: [:])
            try daemon.client.updateDocument(path("odd/missing/deep/x/deeper/y"), fields: ["a": 1])
            let first = try daemon.posmirror("export", "/", "--with-credentials")
            let all = lines(first)
            #expect(all.count > 80)
            #expect(all.contains { $0.contains("odd/missing/deep/x/deeper/y") })
            for derived in ["isOnSale", "bogoUnitPrice", "conditionalOffers"] {
                #expect(!first.output.contains(derived))
            }
            let file = "\(daemon.directory)/export.jsonl"
            try write(first.output, to: file)
            let copied = try daemon.posmirror("import", file, "--database", "copy", "--json")
            #expect(copied.output == "{\"imported\":\(all.count)}\n", "\(copied.error)")
            let second = try daemon.posmirror(
                "export", "/", "--with-credentials", "--database", "copy")
            #expect(second.output == first.output)
            // Back over the originals, a document is what it was and nothing changes.
            let products = try daemon.productBytes()
            let again = try daemon.posmirror("import", file)
            #expect(again.end == .exit(0), "\(again.error)")
            #expect(try daemon.productBytes() == products)
            let hidden = try daemon.posmirror("export", "locations")
            #expect(hidden.output.contains("[redacted]"))
            #expect(!hidden.output.contains(daemon.account.pin))
        }
    }

    @Test func aPartOfTheTreeIsExported() throws {
        try withDaemon(products: 5) { daemon in
            for text in ["a/1", "a/1/b/2", "a/2", "aa/1", "a/1/bb/3", "c/a/a/x"] {
                try daemon.client.updateDocument(path(text), fields: [:])
            }
            func names(_ part: String) throws -> [String] {
                lines(try daemon.posmirror("export", part)).map {
                    String($0.split(separator: "\"")[3])
                }
            }
            #expect(try names("a") == ["a/1", "a/1/b/2", "a/1/bb/3", "a/2"])
            #expect(try names("a/1") == ["a/1", "a/1/b/2", "a/1/bb/3"])
            #expect(try names("a/1/b") == ["a/1/b/2"])
            #expect(try names("c/a/a") == ["c/a/a/x"])
            #expect(try names("c/a") == ["c/a/a/x"])
            #expect(try daemon.posmirror("export", "nothing").end == .exit(4))
        }
    }

    @Test func aWatcherSeesChangesInOrder() throws {
        try withDaemon(products: 5) { daemon in
            try daemon.client.updateDocument(path("feed/a"), fields: ["n": 1])
            let watcher = try ChildProcess(
                "posmirror",
                [
                    "--socket", daemon.socket, "watch", "feed", "--where", "n > 0", "--changes",
                    "4",
                ], errorFile: "\(daemon.directory)/watch")
            #expect(watcher.line(startingWith: "added   feed/a") != nil)
            try daemon.client.updateDocument(path("feed/b"), fields: ["n": 2])
            #expect(watcher.line(startingWith: "added   feed/b") != nil)
            try daemon.client.updateDocument(path("feed/a"), fields: ["n": 3])
            #expect(watcher.line(startingWith: "changed feed/a") != nil)
            try daemon.client.updateDocument(path("feed/b"), fields: ["n": 0])
            #expect(watcher.wait() == .exit(0), "\(contents(of: "\(daemon.directory)/watch"))")
            let seen = watcher.text.split(separator: "\n").map { $0.prefix(14) }
            #expect(
                seen == ["added   feed/a", "added   feed/b", "changed feed/a", "removed feed/b"])
        }
    }
}
