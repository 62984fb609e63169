import FirestoreModel
import MirrorMessages
import ProtobufWire

/// The queries of google.firestore.v1.Firestore.
extension MirrorClient {
    /// Runs a query below `parent` and passes on its documents as they arrive. An `endless` one
    /// may take as long as it needs.
    public func query(
        _ query: StructuredQuery, below parent: ResourcePath, endless: Bool = false,
        each: (Document) -> Void
    ) throws(MirrorClientError) {
        let runQuery = FirestoreCall.runQuery
        var failure: MirrorClientError?
        try run(query, below: parent, endless: endless) { reply in
            guard failure == nil, let bytes = reply.document else { return }
            do throws(MirrorClientError) {
                each(try decode(bytes, runQuery.service, runQuery.method))
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// Runs a query for what it costs: how it was answered and what that took.
    public func explain(
        _ query: StructuredQuery, below parent: ResourcePath
    ) throws(MirrorClientError) -> ExplainMetrics {
        let runQuery = FirestoreCall.runQuery
        var metrics: [UInt8] = []
        try run(query, below: parent, explain: true) { reply in
            if let bytes = reply.explainMetrics { metrics = bytes }
        }
        return try decode(metrics, runQuery.service, runQuery.method)
    }

    /// ExplainOptions{1: analyze}: the query is to be run and measured.
    private static let analyze: [UInt8] = {
        var writer = WireWriter()
        writer.bool(1, true)
        return writer.bytes
    }()

    private func run(
        _ query: StructuredQuery, below parent: ResourcePath, explain: Bool = false,
        endless: Bool = false, each: (RunQueryResponse) -> Void
    ) throws(MirrorClientError) {
        var request = RunQueryRequest()
        request.parent = name(of: parent)
        request.structuredQuery = query.wireBytes
        if explain { request.explainOptions = Self.analyze }
        try stream(FirestoreCall.runQuery, request, endless: endless, each)
    }

    /// How many documents a query has.
    public func count(
        _ query: StructuredQuery, below parent: ResourcePath
    ) throws(MirrorClientError) -> Int64 {
        var aggregation = StructuredAggregationQuery()
        aggregation.query = query
        aggregation.aggregations = [Aggregation(.count(upTo: nil), alias: "count")]
        var request = RunAggregationQueryRequest()
        request.parent = name(of: parent)
        request.structuredAggregationQuery = aggregation.wireBytes
        var result: [UInt8] = []
        let call = FirestoreCall.runAggregationQuery
        try stream(call, request) { reply in
            if let bytes = reply.result { result = bytes }
        }
        // AggregationResult{2: aggregate_fields} is laid out like a Document's fields.
        let fields: Document = try decode(result, call.service, call.method)
        guard case .integer(let count)? = fields.fields["count"] else {
            throw .malformed(call.service, call.method)
        }
        return count
    }
}
