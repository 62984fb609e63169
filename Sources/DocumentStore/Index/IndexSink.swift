/// Receives the index entries that a document gains and loses.
protocol IndexSink {
    mutating func put(_ key: [UInt8], _ entry: [UInt8])
    mutating func delete(_ key: [UInt8])
}

/// Sums distinct entries, for comparison with the stored ones.
struct SummingSink: IndexSink {
    private(set) var sum = IndexSum()
    private var keys: Set<[UInt8]> = []

    mutating func put(_ key: [UInt8], _ entry: [UInt8]) {
        // An array's equal elements share an entry.
        guard keys.insert(key).inserted else { return }
        key.withUnsafeBytes { key in entry.withUnsafeBytes { sum.add(key, $0) } }
    }

    mutating func delete(_ key: [UInt8]) {}
}

/// An order-independent checksum of a set of entries.
struct IndexSum: Equatable {
    private(set) var count = 0
    private var hashes: UInt64 = 0

    mutating func add(_ key: UnsafeRawBufferPointer, _ entry: UnsafeRawBufferPointer) {
        count += 1
        hashes &+= IndexHash.of(key) ^ (IndexHash.of(entry) >> 1)
    }

    mutating func add(_ other: IndexSum) {
        count += other.count
        hashes &+= other.hashes
    }
}
