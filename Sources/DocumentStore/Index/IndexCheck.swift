import RocksStore
import StatusCodes

/// Compares the stored index entries with those that the documents should have, by count and
/// checksum: one pass over each, in constant memory.
struct IndexCheck {
    private var writer: IndexWriter
    private var expected = IndexSum()
    private var stored = IndexSum()

    init(_ policy: IndexPolicy) { writer = IndexWriter(policy) }

    mutating func add(
        document key: UnsafeRawBufferPointer, _ record: UnsafeRawBufferPointer
    ) throws(Status) {
        var sink = SummingSink()
        let fields = try DocumentRecord.decode(record).fields
        try writer.update([UInt8](key), old: nil, new: fields, &sink)
        expected.add(sink.sum)
    }

    mutating func add(
        entry key: UnsafeRawBufferPointer, _ entry: UnsafeRawBufferPointer
    ) throws(Status) {
        _ = try IndexKey(key, entry)
        stored.add(key, entry)
    }

    /// How many entries there are. Throws `corruption` when they are not those of the documents.
    func finish() throws(Status) -> Int {
        guard stored == expected else {
            throw Status(
                .corruption, "indexes",
                "\(stored.count) entries differ from the \(expected.count) of the documents")
        }
        return stored.count
    }
}
