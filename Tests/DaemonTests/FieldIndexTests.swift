import FirestoreModel
import MirrorClient
import TestSupport
import Testing

/// Which fields the built daemon indexes, as its configuration says.
@Suite struct FieldIndexTests {
    @Test func theConfigurationSaysWhatIsIndexed() throws {
        try withTemporaryDirectory { directory in
            let file = "\(directory)/config.json"
            try write("{}", to: file)
            try withDaemon(options: ["--config", file]) { daemon in
                let empty = try daemon.client.verify().indexEntries
                for number in 0..<5 {
                    try daemon.client.updateDocument(
                        ResourcePath(
                            uncheckedSegments: ["tenants", "acme", "notes", "\(number)"]),
                        fields: ["text": "long", "topic": "a", "by": ["name": "x", "id": 1]])
                }
                // text, topic, by, by.name, by.id of each.
                #expect(try daemon.client.verify().indexEntries == empty + 25)
                for (rule, entries) in [
                    (#""except":["text","by.id"]"#, 15), (#""only":["topic"]"#, 5),
                    (#""only":[]"#, 0),
                ] as [(String, Int64)] {
                    try write(
                        #"{"indexes":[{"collection":"tenants/*/notes",\#(rule)}]}"#, to: file)
                    try daemon.restart()
                    let reply = try daemon.client.verify()
                    #expect(reply.problems.isEmpty)
                    #expect(reply.indexEntries == empty + entries, "\(rule)")
                }
            }
        }
    }

    @Test func theMirrorsOwnCollectionsAreIndexedInPart() throws {
        try withDaemon { daemon in
            try daemon.putLocation()
            try daemon.sync(.products)
            let items = try daemon.documents(TestDaemon.items).count
            let reply = try daemon.client.verify()
            #expect(reply.problems.isEmpty)
            #expect(items > 10)
            // Two fields of each item, and all of the few other documents.
            #expect(reply.indexEntries >= 2 * Int64(items))
            #expect(reply.indexEntries < 2 * Int64(items) + 100)
        }
    }

    @Test(arguments: [
        #"[{"collection":"a/b","only":[]}]"#, #"[{"collection":"a"}]"#,
        #"[{"collection":"a","only":["b"],"except":["c"]}]"#,
        #"[{"collection":"a","only":["b..c"]}]"#, #"[{"collection":"","only":["b"]}]"#,
    ])
    func aRuleThatSaysNothingIsRefused(rules: String) throws {
        try withTemporaryDirectory { directory in
            let file = "\(directory)/config.json"
            try write(#"{"indexes":\#(rules)}"#, to: file)
            let run = try ProgramRun(
                "posmirrord",
                ["--data", "\(directory)/d", "--socket", "\(directory)/s", "--config", file],
                in: directory)
            #expect(run.end == .exit(64), "\(run.error)")
        }
    }
}
