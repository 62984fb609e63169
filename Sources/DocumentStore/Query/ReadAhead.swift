/// How many documents to read with one multi-get, which holds them all in memory: as many as a
/// batch has, but no more than a quarter of a megabyte of documents as large as those before. Pure.
public struct ReadAhead: Sendable {
    private let documentsMax: Int
    private var documents = 0
    private var bytes = 0

    /// No more than `documentsMax` at a time.
    public init(documentsMax: Int) {
        precondition(documentsMax > 0, "a number of documents")
        self.documentsMax = documentsMax
    }

    /// The next number of documents.
    public var next: Int {
        guard documents > 0 else {
            return min(documentsMax, DocumentStoreLimits.documentsReadFirst)
        }
        let average = max(bytes / documents, 1)
        return min(documentsMax, max(1, DocumentStoreLimits.readAheadBytes / average))
    }

    /// Notes a document that was read.
    public mutating func saw(bytes count: Int) {
        (documents, bytes) = (documents &+ 1, bytes &+ count)
    }
}
