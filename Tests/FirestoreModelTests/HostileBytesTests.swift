import JSON
import ProtobufWire
import Randomness
import StatusCodes
import TestSupport
import Testing

@testable import FirestoreModel

/// Decoders are given bytes that somebody changed; they may refuse or accept, never trap.
@Suite struct HostileBytesTests {
    /// Copies of `bytes` with a few bytes changed, cut off or doubled.
    static func damaged(_ bytes: [UInt8], count: Int, seed: UInt64) -> [[UInt8]] {
        var generator = SeededRandom(seed: seed)
        return (0..<count).map { _ in
            var copy = bytes
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                guard let index = copy.indices.randomElement(using: &generator) else { break }
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: copy[index] = UInt8.random(in: .min ... .max, using: &generator)
                case 1: copy.removeSubrange(index...)
                case 2: copy[index] ^= 1 << UInt8.random(in: 0...7, using: &generator)
                default: copy.insert(contentsOf: copy[index...].prefix(9), at: index)
                }
            }
            return copy
        }
    }

    @Test(arguments: Seeds.of([1] as [UInt64]))
    func damagedFieldsDecodeTheSameLazilyAndWhole(seed: UInt64) {
        let small: Fields = ["a": [1, "x"], "b": ["c": .null, "d": 1.5], "e": "text", "f": true]
        var (accepted, refused) = (0, 0)
        for bytes in Self.damaged(small.mapValueBytes, count: 20_000, seed: seed) {
            let whole = try? Fields(mapValueBytes: bytes)
            let lazy: Fields? = try? withFields(bytes) { reader throws(WireError) in
                var pairs: [(String, Value)] = []
                while let entry = try reader.next() {
                    let key = String(validating: entry.key, as: UTF8.self)
                    guard let key else { throw .invalidUTF8(field: 1) }
                    pairs.append((key, try entry.view().value()))
                }
                return Fields(pairs)
            }
            #expect(whole == lazy)
            if let whole {
                accepted += 1
                for (left, right) in zip(whole, whole.dropFirst()) {
                    _ = ValueOrder.compare(left.value, right.value)
                }
                _ = (IndexEncoding.encode(.map(whole)), DocumentSize.fields(whole), whole.json)
                _ = try? ValueValidation.requireStorable(whole)
            } else {
                refused += 1
            }
        }
        #expect(accepted > 1_000 && refused > 1_000)
    }

    @Test(arguments: Seeds.of([2] as [UInt64]))
    func damagedEverythingIsNoTrap(seed: UInt64) {
        let bytes = SampleValues.everyKind.mapValueBytes
        var kinds: Set<UInt8> = []
        for copy in Self.damaged(bytes, count: 1_000, seed: seed) {
            try? withFields(copy) { reader throws(WireError) in
                while let entry = try reader.next() {
                    let view = try entry.view()
                    kinds.insert(view.kind.rawValue)
                    _ = (view.string, view.timestampMicroseconds, view.number, view.bytes)
                    var elements = view.array
                    while try elements?.next() != nil {}
                    var entries = view.map
                    while try entries?.next() != nil {}
                }
            }
        }
        #expect(kinds.count >= 11)
    }

    @Test(arguments: Seeds.of([3] as [UInt64]))
    func damagedWritesAreRefusedOrApplied(seed: UInt64) throws {
        let write = WriteBench.update(
            ["a": ["b": 1], "t": .timestamp(Timestamp(seconds: 1))], mask: ["a.b", "t"],
            [FieldTransform(fieldPath: "n", kind: .increment(1))],
            .updateTime(Timestamp(seconds: 1)))
        let database = try #require(WriteBench.database)
        let existing = try #require(WriteBench(["n": 1]).document)
        var applied = 0
        for bytes in Self.damaged(write.wireBytes, count: 10_000, seed: seed) {
            guard let damaged = try? Write(wireBytes: bytes),
                let prepared = try? PreparedWrite(damaged, in: database)
            else { continue }
            let time = Timestamp(seconds: 5)
            let outcome = try? prepared.apply(to: existing, commitTime: time, requestTime: time)
            applied += outcome == nil ? 0 : 1
        }
        #expect(applied > 100)
    }

    @Test(arguments: Seeds.of([4] as [UInt64]))
    func damagedQueriesAreRefusedOrRun(seed: UInt64) throws {
        var query = QueryBench.query(
            where: .and([.where("a", .in, [1, 2]), .where("b", .greaterThan, "x")]),
            orderBy: [QueryOrder("b"), QueryOrder("__name__", descending: true)])
        query.startAt = QueryCursor(["y", SampleValues.reference("c/x")])
        query.select = ["a.b"]
        query.limit = 3
        let bench = QueryBench(["x": ["a": 1, "b": "z"], "y": ["a": 2.0, "b": "y"]])
        var ran = 0
        for bytes in Self.damaged(query.wireBytes, count: 10_000, seed: seed) {
            guard let damaged = try? StructuredQuery(wireBytes: bytes),
                let rows = try? bench.ids(damaged)
            else { continue }
            #expect(rows.count <= 2)
            ran += 1
        }
        #expect(ran > 100)
    }

    @Test(arguments: Seeds.of([5] as [UInt64]))
    func damagedJSONIsRefusedOrRead(seed: UInt64) {
        let text = Document(name: "n", fields: ["a": [1, "\u{E9}\n"], "b": ["c": 1.5]]).json
        var read = 0
        for bytes in Self.damaged(text, count: 10_000, seed: seed) {
            read += (try? Document(json: bytes)) == nil ? 0 : 1
        }
        #expect(read > 100)
    }

    @Test func faultsOfMessagesBecomeInvalidArguments() {
        #expect(Status(WireError.tooDeep).code == .invalidArgument)
        let error = Status(
            DocumentJSONError.malformed(JSONFault(.unexpectedByte, offset: 3)))
        #expect(error.message == "malformed JSON at byte 3")
        #expect(Status.dotId.code == .invalidArgument)
        #expect(Status.malformedKey.code == .dataLoss)
    }
}
