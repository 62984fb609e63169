/// Receives the index entries that a document gains and loses.
protocol IndexSink {
    mutating func put(_ key: [UInt8], _ entry: [UInt8])
    mutating func delete(_ key: [UInt8])
}
