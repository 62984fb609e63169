import MirrorClient
import ClientTestSupport
import FirestoreModel
import JSON
import MirrorMessages
import ProtobufWire
import StatusCodes
import TTRPC
import Testing

@testable import CommandLine

@Suite struct WatchCommandTests {
    private static func document(_ id: String, _ n: Int64, time: Int64) -> Document {
        Document(
            name: MirrorClient.databaseRoot + "/shop/\(id)", fields: ["n": .integer(n)],
            createTime: Timestamp(seconds: 1), updateTime: Timestamp(seconds: time))
    }

    private static func shown(_ id: String, _ n: Int64, time: Int64) -> ListenEvent {
        .change(document(id, n, time: time).wireBytes, targetIds: [1], removedTargetIds: [])
    }

    private static func left(_ id: String) -> ListenEvent {
        .delete(
            name: MirrorClient.databaseRoot + "/shop/\(id)", removedTargetIds: [1],
            readTime: Timestamp(seconds: 9))
    }

    private static let snapshot = ListenEvent.target(TargetChange(.noChange))
    private static let current = ListenEvent.target(TargetChange(.current, [1]))
    private static let reset = ListenEvent.target(TargetChange(.reset, [1]))

    /// Runs `words` against a listener that says `events` and ends.
    private func run(
        _ words: [String], _ events: [ListenEvent]
    ) throws -> (run: ToolRun, request: ListenRequest?) {
        let requests = Recorder<ListenRequest>()
        let method = RPCMethod(
            FirestoreMethod.listen,
            .stream { _, _, stream throws(Status) in
                let first = try stream.receive() ?? []
                if let request = try? ListenRequest(wireBytes: first) { requests.add(request) }
                for event in events { try stream.send(event.wireBytes) }
            })
        let run = try FakeDaemon.serving([method]) { ToolRun.run(["watch"] + words, socket: $0) }
        return (run, requests.all.first)
    }

    @Test func changesAreLines() throws {
        let (run, request) = try run(
            ["shop", "--where", "n > 0"],
            [
                .target(TargetChange(.add, [1])), Self.shown("a", 1, time: 1), Self.snapshot,
                Self.current, Self.snapshot, Self.shown("b", 2, time: 2),
                Self.shown("a", 3, time: 2), Self.snapshot, Self.left("a"), Self.left("x"),
                Self.snapshot,
            ])
        #expect(run.code == .ok)
        #expect(
            run.standard == """
                added   shop/a  {"n":{"integerValue":"1"}}
                added   shop/b  {"n":{"integerValue":"2"}}
                changed shop/a  {"n":{"integerValue":"3"}}
                removed shop/a

                """)
        let target = try TargetRequest(wireBytes: try #require(request?.addTarget))
        let query = StructuredQuery(collection: "shop", where: .where("n", .greaterThan, 0))
        #expect(target.selection == .query(parent: MirrorClient.databaseRoot, query))
        #expect(request?.database == "projects/posmirror/databases/(default)")
    }

    @Test func withJSONEachChangeIsAnObject() throws {
        let (run, request) = try run(
            ["shop/a", "--json", "--changes", "2"],
            [
                Self.shown("a", 1, time: 1), Self.current, Self.snapshot, Self.left("a"),
                Self.snapshot, Self.shown("a", 2, time: 3), Self.snapshot,
            ])
        let lines = run.standard.split(separator: "\n").map { Array($0.utf8) }
        #expect(lines.count == 2)
        let first = try JSONParser.parse(try #require(lines.first))
        #expect(first["change"] == .string("added"))
        #expect(first["document"]?["fields"]?["n"]?["integerValue"] == .string("1"))
        let second = try JSONParser.parse(try #require(lines.last))
        #expect(second["name"] == .string(MirrorClient.databaseRoot + "/shop/a"))
        let target = try TargetRequest(wireBytes: try #require(request?.addTarget))
        #expect(target.selection == .documents([MirrorClient.databaseRoot + "/shop/a"]))
    }

    @Test func aResetShowsOnlyWhatDiffers() throws {
        let (run, _) = try run(
            ["shop"],
            [
                Self.shown("a", 1, time: 1), Self.shown("b", 1, time: 1),
                Self.shown("c", 1, time: 1), Self.current, Self.snapshot, Self.reset,
                Self.shown("a", 1, time: 1), Self.shown("b", 2, time: 2), Self.current,
                Self.snapshot,
            ])
        let lines = run.standard.split(separator: "\n").dropFirst(3).map { $0.prefix(14) }
        #expect(lines == ["changed shop/b", "removed shop/c"])
    }

    @Test func aRefusedTargetFailsTheCommand() throws {
        let cause = Status(.permissionDenied, "not for you")
        let (run, _) = try run(["shop"], [.target(TargetChange(.remove, [1], cause: cause))])
        #expect(run.code == .notPermitted)
        #expect(run.error.hasPrefix("posmirror: not for you; "))
    }

    @Test(arguments: [["shop/a", "--where", "n > 0"], ["shop/a", "--group"], ["shop//a"]])
    func aDocumentHasNoFilters(words: [String]) throws {
        #expect(try run(words, []).run.code == .usage)
    }
}
