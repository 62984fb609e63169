import FirestoreModel
import ProtobufWire
import RocksStore
import StatusCodes
import TestSupport
import Testing

@testable import DocumentStore

/// A store as a kill leaves it, with tables of all families, several logs, and what each of its
/// commits made of the documents.
final class DamagedFiles {
    let path: String
    /// The documents' values after each commit, by path.
    private(set) var states: [[String: UInt8]] = [[:]]
    /// The commit that the tables stand at.
    let tables: UInt64

    var commits: UInt64 { UInt64(states.count - 1) }

    /// Commits `inTables` times, closes, commits `inLogs` times more, and copies what a kill would
    /// leave to `path`, with the log as `logs` files.
    init(_ path: String, inTables: Int = 30, inLogs: Int = 30, logs: Int = 4) throws {
        self.path = path
        tables = UInt64(inTables)
        let source = path + "-source"
        let store = try Self.open(source)
        for _ in 0..<inTables / 2 { try commit(store) }
        try store.close()
        let second = try Self.open(source)
        for _ in 0..<inTables - inTables / 2 { try commit(second) }
        try second.close()
        let third = try Self.open(source)
        for _ in 0..<inLogs { try commit(third) }
        try copyDirectory(source, to: path)
        try third.close()
        removeTree(source)
        if logs > 1 { try split(logs) }
    }

    static func open(_ path: String) throws(Status) -> DocumentStore {
        try DocumentStore(
            path: path, options: DocumentStoreOptions(memoryBytes: 8 << 20, sync: .off))
    }

    /// Four documents set and one deleted; their values say by which commit.
    private func commit(_ store: DocumentStore) throws {
        let number = states.count
        var state = states[number - 1]
        var writes = (0..<4).map { index in
            let path = "a/\(number * 7 % 23)-\(index)"
            state[path] = UInt8(number)
            return DocumentWrite(
                key: key(path), mutation: .set(fields: Self.bulky(UInt8(number))))
        }
        let gone = "a/\(number * 5 % 23)-3"
        if state.removeValue(forKey: gone) != nil { writes.append(delete(gone)) }
        try store.commit(writes)
        states.append(state)
    }

    /// About 600 bytes that end in `value`.
    private static func bulky(_ value: UInt8) -> [UInt8] {
        var writer = WireWriter()
        writer.message(1) { entry in
            entry.string(1, "v")
            entry.message(2) { field in
                field.lengthDelimited(18, [UInt8](repeating: value, count: 600))
            }
        }
        return writer.bytes
    }

    /// Lays the only log that has commits out as `count` logs.
    private func split(_ count: Int) throws {
        let log = try largest(in: path, suffix: ".log")
        let name = String(log.split(separator: "/").last ?? "")
        let number = try #require(UInt64(name.prefix { $0 != "." }))
        var reader = try LogFileReader(log, number: number)
        var records: [[UInt8]] = []
        while case .record? = try reader.next() { records.append(reader.payload) }
        for part in 0..<count {
            var writer = LogFileWriter()
            for index in records.indices where index * count / records.count == part {
                writer.add(records[index])
            }
            let digits = String(number + UInt64(part))
            let padded = String(repeating: "0", count: 6 - digits.count) + digits
            try writeFile("\(path)/\(padded).log", writer.bytes)
        }
    }

    /// The logs' names, the oldest first.
    var allLogs: [String] { names(in: path).filter { $0.hasSuffix(".log") }.sorted() }

    /// As ``allLogs``, those alone that hold anything.
    var logs: [String] { allLogs.filter { bytes(of: "\(path)/\($0)").count > 0 } }

    /// Whether `store` is exactly as after `commit`, in every family.
    func expect(_ store: DocumentStore, at commit: UInt64) throws {
        #expect(store.lastCommit.version == commit)
        #expect(try Self.documents(store) == states[Int(commit)])
        let report = try store.verify()
        #expect(report.documents == states[Int(commit)].count)
        #expect(try store.changes(after: 0).map(\.version) == Array(1...max(commit, 1)))
    }

    private static func documents(_ store: DocumentStore) throws -> [String: UInt8] {
        let found = try store.documents(
            DocumentScan(
                database: "(default)", collection: ResourcePath(uncheckedSegments: ["a"])))
        return Dictionary(
            uniqueKeysWithValues: try found.map { found in
                let id = try found.key.decode().path.segments.last ?? ""
                return ("a/\(id)", found.document.fields.last ?? 0)
            })
    }
}
