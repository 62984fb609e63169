import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import Randomness
import RocksStore

/// Sequential durable commits of 500 new documents each, until the store holds `--products`; and
/// the same bytes written directly to RocksDB.
enum CommitWorkload {
    static let writesPerCommit = 500

    /// Without field indexes, so that the same bytes are written as by the peer.
    static func plain(_ options: BenchOptions) throws(BenchFailure) -> BenchReport {
        try measure("commit", .none, options)
    }

    /// With an index on every field, the default for an agent's collection.
    static func indexed(_ options: BenchOptions) throws(BenchFailure) -> BenchReport {
        try measure("commit-indexed", .all, options)
    }

    private static func measure(
        _ name: String, _ coverage: IndexPolicy.Coverage, _ options: BenchOptions
    ) throws(BenchFailure) -> BenchReport {
        var policy = IndexPolicy()
        policy.set(coverage, at: "tenants/*/log")
        return try measure(name, options) { [policy] path throws(BenchFailure) in
            let store = try inEnvironment {
                try DocumentStore(path: path, options: DocumentStoreOptions(indexes: policy))
            }
            return Target(
                commit: { documents throws(BenchFailure) in
                    try inEnvironment {
                        _ = try store.commit(
                            documents.map {
                                DocumentWrite(key: $0.key, mutation: .set(fields: $0.fields))
                            })
                    }
                },
                find: { key throws(BenchFailure) in
                    try inEnvironment { try store.get(key)?.fields }
                },
                close: { () throws(BenchFailure) in try inEnvironment { try store.close() } })
        }
    }

    /// The peer: per commit one synced batch of puts in one family.
    static func raw(_ options: BenchOptions) throws(BenchFailure) -> BenchReport {
        try measure("commit-raw", options) { path throws(BenchFailure) in
            let database = try inEnvironment {
                try RocksDatabase(path: path, options: RocksOptions())
            }
            return Target(
                commit: { documents throws(BenchFailure) in
                    try inEnvironment {
                        let batch = try RocksWriteBatch(for: database)
                        for document in documents {
                            batch.put(.documents, document.key.bytes, document.fields)
                        }
                        try database.write(batch, .synced)
                    }
                },
                find: { key throws(BenchFailure) in
                    try inEnvironment { try database.get(.documents, key.bytes) }
                },
                close: { () throws(BenchFailure) in try inEnvironment { try database.close() } })
        }
    }

    private typealias Document = (key: DocumentKey, fields: [UInt8])

    private struct Target {
        let commit: ([Document]) throws(BenchFailure) -> Void
        let find: (DocumentKey) throws(BenchFailure) -> [UInt8]?
        let close: () throws(BenchFailure) -> Void
    }

    private static func measure(
        _ name: String, _ options: BenchOptions,
        _ open: (String) throws(BenchFailure) -> Target
    ) throws(BenchFailure) -> BenchReport {
        let directory = try ScratchDirectory(options)
        defer { directory.remove() }
        let target = try open(directory.path + "/data")
        var watch = Stopwatch()
        var seconds: [Double] = []
        var bytes = 0
        let commits = max(10, options.products / writesPerCommit)
        for number in 0..<commits {
            let documents = documents(number, options.seed)
            bytes += documents.reduce(0) { $0 + $1.key.bytes.count + $1.fields.count }
            try watch.time { try target.commit(documents) }
            seconds.append(watch.samples.lastSeconds)
        }
        var report = BenchReport(name, options)
        report.set(watch.samples)
        report.megabytesPerSecond = Double(bytes) * 1e3 / Double(watch.samples.total)
        report.hash = try hash(target, commits: commits, options.seed)
        addRates(seconds, to: &report)
        try target.close()
        return report
    }

    private static func addRates(_ seconds: [Double], to report: inout BenchReport) {
        let tenth = max(1, seconds.count / 10)
        let rate = { (part: ArraySlice<Double>) in
            Double(part.count * writesPerCommit) / part.reduce(0, +)
        }
        report.add("documents_per_s", rate(seconds[...]))
        report.add("first_tenth_documents_per_s", rate(seconds[..<tenth]))
        report.add("last_tenth_documents_per_s", rate(seconds[(seconds.count - tenth)...]))
    }

    /// Products with ids in random order.
    private static func documents(_ commit: Int, _ seed: UInt64) -> [Document] {
        (0..<writesPerCommit).map { place in
            let index = commit * writesPerCommit + place
            let id = String(SeededRandom.word(seed: seed, stream: 3, index: index), radix: 16)
            let path = TenantPath.tenant(BenchCatalog.org).document("log").document(id)
            return (
                DocumentKey(database: Catalog.database, path: path),
                BenchProduct(index, seed: seed).fields
            )
        }
    }

    /// A hash of sampled documents, read back.
    private static func hash(
        _ target: Target, commits: Int, _ seed: UInt64
    ) throws(BenchFailure) -> UInt64 {
        var sum: UInt64 = 0
        for number in stride(from: 0, to: commits, by: max(1, commits / 20)) {
            for document in documents(number, seed) {
                guard try target.find(document.key) == document.fields else {
                    throw .wrong("a committed document is not there")
                }
                sum &+= document.fields.reduce(0) { SeededRandom.scrambled($0 ^ UInt64($1)) }
            }
        }
        return sum
    }
}
