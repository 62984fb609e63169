import FirestoreModel
import Randomness
import TestSupport
import Testing

@testable import DocumentStore

/// The store as a plain dictionary: what every commit must come to.
private struct PlainStore {
    var documents: [DocumentKey: RawDocument] = [:]

    /// The outcomes, or nil when a precondition fails and nothing is applied.
    mutating func commit(
        _ writes: [DocumentWrite], at time: Int64
    ) -> [DocumentWriteResult.Outcome]? {
        var next = documents
        var outcomes: [DocumentWriteResult.Outcome] = []
        for write in writes {
            guard holds(write.precondition, next[write.key]) else { return nil }
            outcomes.append(apply(write, to: &next[write.key], time))
        }
        documents = next
        return outcomes
    }

    private func holds(
        _ precondition: DocumentWrite.Precondition, _ document: RawDocument?
    ) -> Bool {
        switch precondition {
        case .none: true
        case .exists: document != nil
        case .notExists: document == nil
        case .updateTime(let time): document?.updateTime == time
        }
    }

    private func apply(
        _ write: DocumentWrite, to document: inout RawDocument?, _ time: Int64
    ) -> DocumentWriteResult.Outcome {
        switch write.mutation {
        case .set(let fields):
            return replace(&document, fields, time)
        case .merge(let update, let names):
            var merged = values(of: document?.fields ?? [])
            let changes = values(of: update)
            for name in names.names { merged[name] = nil }
            merged.merge(changes) { _, new in new }
            return replace(&document, fields(merged.map { ($0.key, $0.value) }), time)
        case .apply:
            return replace(&document, withZ(document), time)
        case .delete:
            defer { document = nil }
            return document == nil ? .missing : .deleted
        }
    }

    private func replace(
        _ document: inout RawDocument?, _ fields: [UInt8], _ time: Int64
    ) -> DocumentWriteResult.Outcome {
        guard let old = document else {
            document = RawDocument(createTime: time, updateTime: time, fields: fields)
            return .created
        }
        if old.fields == fields { return .unchanged }
        document = RawDocument(createTime: old.createTime, updateTime: time, fields: fields)
        return .updated
    }
}

/// The reverse of `fields` for names of one byte.
private func values(of fields: [UInt8]) -> [String: UInt8] {
    var values: [String: UInt8] = [:]
    for start in stride(from: 0, to: fields.count, by: 9) {
        values[String(UnicodeScalar(fields[start + 4]))] = fields[start + 8]
    }
    return values
}

/// The document's fields with `z` counted up.
private func withZ(_ document: RawDocument?) -> [UInt8] {
    var changed = values(of: document?.fields ?? [])
    changed["z"] = ((changed["z"] ?? 0) + 1) % 100
    return fields(changed.map { ($0.key, $0.value) })
}

@Suite struct ModelTests {
    @Test(arguments: Seeds.of([1, 2, 3, 20_261_122] as [UInt64]))
    func storeBehavesLikeADictionary(seed: UInt64) throws {
        try withStore { fixture in
            var generator = SeededRandom(seed: seed)
            var plain = PlainStore()
            for step in 0..<400 {
                fixture.clock.now += Int64.random(in: -50...100, using: &generator)
                let writes = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
                    randomWrite(&generator, plain)
                }
                let time = max(fixture.clock.now, nextTime(fixture))
                let result = try? fixture.store.commit(writes)
                let expected = plain.commit(writes, at: result?.commitTime ?? time)
                #expect(result?.results.map(\.outcome) == expected, "seed \(seed) step \(step)")
                if step % 97 == 96 { try fixture.reopen() }
                if step % 50 == 49 { try compare(fixture, plain) }
            }
            try fixture.store.compact()
            try compare(fixture, plain)
        }
    }

    private func nextTime(_ fixture: StoreFixture) -> Int64 { fixture.store.lastCommit.time + 1 }

    private func randomWrite(
        _ generator: inout SeededRandom, _ plain: PlainStore
    ) -> DocumentWrite {
        let path =
            "c\(Int.random(in: 0...1, using: &generator))/"
            + "\(Int.random(in: 0...12, using: &generator))"
        let target = key(path)
        return DocumentWrite(
            key: target, precondition: randomPrecondition(&generator, plain.documents[target]),
            mutation: randomMutation(&generator))
    }

    private func randomPrecondition(
        _ generator: inout SeededRandom, _ document: RawDocument?
    ) -> DocumentWrite.Precondition {
        // Mostly what holds, so that most commits go through.
        switch Int.random(in: 0..<40, using: &generator) {
        case 0: .exists
        case 1: .notExists
        case 2: .updateTime(7)
        case 3..<10: document.map { .updateTime($0.updateTime) } ?? .notExists
        default: .none
        }
    }

    private func randomMutation(_ generator: inout SeededRandom) -> DocumentWrite.Mutation {
        let names = ["a", "b", "c"].filter { _ in Bool.random(using: &generator) }
        let values = fields(names.map { ($0, UInt8.random(in: 0...2, using: &generator)) })
        switch Int.random(in: 0..<10, using: &generator) {
        case 0..<2: return .delete
        case 2..<5:
            let replaced = ["a", "b", "c", "z"].filter { _ in Bool.random(using: &generator) }
            return .merge(fields: values, replacing: FieldKeySet(replaced))
        case 5:
            return .apply { .fields(withZ($0)) }
        default: return .set(fields: values)
        }
    }

    private func compare(_ fixture: StoreFixture, _ plain: PlainStore) throws {
        var stored: [DocumentKey: RawDocument] = [:]
        let everything = DocumentScan(prefix: DocumentKey.databasePrefix("(default)"))
        for entry in try fixture.store.documents(everything) { stored[entry.key] = entry.document }
        let isEqual = stored == plain.documents
        #expect(isEqual)
        #expect(try fixture.store.verify().documents == stored.count)
    }
}
