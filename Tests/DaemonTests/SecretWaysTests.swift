import FirestoreModel
import LinuxSystem
import MirrorClient
import MirrorMessages
import StatusCodes
import TestSupport
import Testing

/// Every way out of the store, tried by a caller who may read locations and none of their secrets.
@Suite struct SecretWaysTests {
    /// In settings that are known, in such that nobody knows, and in feeds.
    private static let config: Fields = [
        "provider": "feed", "status": "inactive", "token": "pmx-token", "pin": "pmx-pin",
        "combination": "pmx-unknown", "deep": ["er": ["pmx-deep"]],
        "products": [
            "url": "https://ann:pmx-login@a.example/m.csv?sig=pmx-query", "format": "csv",
            "auth": "pmx-auth", "headers": ["X-Key": "pmx-header"],
        ],
        "discounts": "https://a.example/m.csv?pmx-text", "store": ["key": "pmx-map"],
    ]
    private static let location: Fields = [
        "orgId": "acme", "name": "Quay", "posConfig": .map(config), "vault": "pmx-field",
        "v": .double(7),
    ]

    private func withSyncRole(_ body: (TestDaemon) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let file = "\(directory)/config.json"
            try write("{}", to: file)
            try withDaemon(products: 3, options: ["--config", file]) { daemon in
                let tree = try FirestoreTree(daemon.client, database: "(default)")
                for path in ["locations/quay", "locations/quay/notes/n"] {
                    try tree.set(path, Self.location)
                }
                let principal = #"{"principals":[{"uid":\#(SystemProcess.uid),"role":"sync"}]}"#
                try write(principal, to: file)
                try daemon.restart()
                try body(daemon)
            }
        }
    }

    private func tree(_ daemon: TestDaemon) throws -> FirestoreTree {
        try FirestoreTree(daemon.client, database: "(default)")
    }

    private func expectClean(_ text: String, _ what: String) {
        #expect(!text.contains("pmx-"), "\(what): \(text)")
    }

    private func expectClean(_ bytes: [UInt8], _ what: String) {
        expectClean(String(decoding: bytes, as: UTF8.self), what)
    }

    @Test func readsShowNoSecret() throws {
        try withSyncRole { daemon in
            let tree = try tree(daemon)
            let masks: [[String]?] = [
                nil, ["posConfig"], ["posConfig.pin"], ["posConfig.products.auth"], ["vault"],
                ["posConfig.deep.er", "posConfig.products.headers.`X-Key`", "orgId"],
            ]
            let transaction = try tree.begin()
            for mask in masks {
                for path in ["locations/quay", "locations/quay/notes/n"] {
                    expectClean(try tree.get(path, mask: mask).wireBytes, "get")
                    expectClean(
                        try tree.get(path, mask: mask, transaction: transaction).wireBytes,
                        "get in a transaction")
                }
                for found in try tree.batchGet(
                    ["locations/quay"],
                    {
                        $0.mask = mask.map(maskBytes)
                    })
                { expectClean(found.wireBytes, "batch get") }
                var list = ListDocumentsRequest()
                (list.parent, list.collectionId) = (tree.name(""), "locations")
                list.mask = mask.map(maskBytes)
                let listed: ListDocumentsResponse = try tree.call("ListDocuments", list)
                #expect(listed.documents.count == 2)
                expectClean(listed.wireBytes, "list")
                var query = StructuredQuery(collection: "locations")
                query.select = mask
                for row in try tree.run(query, { $0.explainOptions = [0x08, 1] }) {
                    expectClean(row.wireBytes, "query")
                }
            }
            let shown = try tree.get("locations/quay").fields
            #expect(shown["name"] == "Quay" && shown["posConfig"]?.mapValue?["provider"] == "feed")
        }
    }

    /// A condition that tells whether a secret is so is as good as the secret.
    @Test func noQueryTellsOfASecret() throws {
        try withSyncRole { daemon in
            let tree = try tree(daemon)
            let fields = [
                "posConfig", "posConfig.pin", "posConfig.combination", "posConfig.products.auth",
                "vault", "posConfig.provider", "v",
            ]
            for field in fields {
                let filtered = StructuredQuery(
                    collection: "locations", where: .where(field, .greaterThan, "pmx-"))
                let ordered = StructuredQuery(
                    collection: "locations", orderBy: [QueryOrder(field)])
                var paged = ordered
                paged.startAt = QueryCursor(["pmx-"])
                for query in [filtered, ordered, paged] {
                    expect(.permissionDenied) { _ = try tree.run(query) }
                    expect(.permissionDenied) {
                        _ = try tree.run(query) { $0.explainOptions = [] }
                    }
                    expect(.permissionDenied) {
                        _ = try tree.aggregate(query, [Aggregation(.count(upTo: nil))])
                    }
                    let listener = try TestListener(daemon, database: "(default)")
                    defer { listener.close() }
                    try listener.add(listener.query(query), id: 3)
                    while !listener.ended.contains(3) { try listener.next() }
                    #expect(listener.causes[3]?.code == .permissionDenied)
                }
                let all = StructuredQuery(collection: "locations")
                for aggregation in [Aggregation(.sum(field)), Aggregation(.average(field))] {
                    expect(.permissionDenied) { _ = try tree.aggregate(all, [aggregation]) }
                }
                var list = ListDocumentsRequest()
                (list.parent, list.collectionId) = (tree.name(""), "locations")
                list.orderBy = field
                expect(.permissionDenied) {
                    let _: ListDocumentsResponse = try tree.call("ListDocuments", list)
                }
            }
            // By way of a group of collections, or of all of them, no location is seen at all.
            for collection in ["locations", ""] {
                let group = StructuredQuery(collection: collection, allDescendants: true)
                expect(.permissionDenied) { _ = try tree.run(group) }
            }
            var partition = PartitionQueryRequest()
            partition.parent = tree.name("")
            partition.structuredQuery =
                StructuredQuery(
                    collection: "locations", allDescendants: true,
                    orderBy: [QueryOrder("__name__")]
                ).wireBytes
            partition.partitionCount = 3
            expect(.permissionDenied) {
                let _: PartitionQueryResponse = try tree.call("PartitionQuery", partition)
            }
        }
    }

    @Test func whatGoesOnShowsNoSecret() throws {
        try withSyncRole { daemon in
            let listener = try TestListener(daemon, database: "(default)")
            defer { listener.close() }
            try listener.add(listener.documents("locations/quay", "locations/quay/notes/n"))
            try listener.add(
                listener.query(StructuredQuery(collection: "locations")), id: 2)
            try listener.snapshot()
            for fields in listener.fields(1).values.map(\.mapValueBytes)
                + listener.fields(2).values.map(\.mapValueBytes)
            {
                expectClean(fields, "listen")
            }
            let commands = [
                ["get", "locations/quay"], ["list", "locations"], ["location", "list"],
                ["export", "locations"], ["query", "locations"], ["status"], ["metrics"],
                ["info"], ["query", "locations", "--select", "posConfig.pin"],
            ]
            for words in commands {
                for json in [[], ["--json"]] {
                    let run = try daemon.posmirror(words + json)
                    expectClean(run.output + run.error, "\(words)")
                }
            }
            // Nor does what cannot be done with them say what they are.
            _ = try daemon.client.sync(.products, orgID: "acme")
            expectClean(daemon.log, "log")
            expectClean(try daemon.status().json, "status")
            let look = ["inspect", "--data", daemon.data, "--family"]
            for family in ["documents", "changes", "columns", "meta"] {
                expectClean(try daemon.posmirror(look + [family]).output, "inspect \(family)")
            }
            let found = try daemon.posmirror("verify").output
            expectClean(found, "verify")
        }
    }
}
