import Access
import DocumentStore
import FirestoreModel
import MirrorMessages
import ProtobufWire
import StatusCodes
import TTRPC

extension FirestoreService {
    /// Points that split a collection group into parts of about equal size.
    func partition(
        _ request: PartitionQueryRequest, _ call: DocumentCall
    ) throws(Status) -> PartitionQueryResponse {
        let query = try partitionedQuery(request, call.caller)
        try DocumentAccess.check(query, call.caller)
        guard request.partitionCount > 0 else {
            throw Status(.invalidArgument, "partition_count is not positive")
        }
        let count = Int(min(request.partitionCount, Int64(ServiceLimits.partitionsMax)))
        let scope = "\(request.parent) \(query.collectionId ?? "") \(count)"
        let after = try PageToken.decode(request.pageToken, .partitions, of: scope)
        let size = try ServiceLimits.pageSize(request.pageSize)
        let reading = try reading(ReadSelector(nil, request.readTime), in: query.database)
        var sample = SystematicSample<ResourcePath>(
            sizeMax: count * ServiceLimits.samplesPerPartition)
        try run(query, reading, cost(call)) { match in sample.add(match.path) }
        var points = sample.points(count)
        if let after {
            let last = String(decoding: after, as: UTF8.self)
            let path = try ResourcePath(last)
            points = points.filter { path < $0 }
        }
        var response = PartitionQueryResponse()
        response.partitions = points.prefix(size).map { path in
            let name = Value.reference(path.resourceName(in: query.database))
            return QueryCursor([name], before: true).wireBytes
        }
        if points.count > size {
            response.nextPageToken = PageToken.encode(
                .partitions, of: scope, Array(points[size - 1].description.utf8))
        }
        return response
    }

    /// The query; INVALID_ARGUMENT unless it is a collection group ordered by name alone.
    private func partitionedQuery(
        _ request: PartitionQueryRequest, _ role: DocumentCaller
    ) throws(Status) -> PreparedQuery {
        let database = try DocumentName(parent: request.parent).database
        let received = try StructuredQuery(request: request.structuredQuery ?? [])
        let parent = try DocumentAccess.parent(request.parent, of: received, role)
        let query = try PreparedQuery(received, parent: parent, in: database)
        let orders = query.orders
        guard query.allDescendants, query.filter == nil, query.limit == nil, query.offset == 0,
            query.startAt == nil, query.endAt == nil, query.nearest == nil,
            orders.count == 1, !orders[0].isDescending
        else {
            throw Status(
                .invalidArgument,
                "only a collection group ordered by __name__, without filters, can be split")
        }
        return query
    }
}

/// Samples every n-th element of a sequence of unknown length; n doubles whenever the sample is
/// full.
struct SystematicSample<Element> {
    private let sizeMax: Int
    private var elements: [Element] = []
    private var stride = 1
    private var count = 0

    init(sizeMax: Int) { self.sizeMax = max(sizeMax, 2) }

    mutating func add(_ element: Element) {
        if count % stride == 0 { elements.append(element) }
        count += 1
        guard elements.count > sizeMax else { return }
        elements = elements.enumerated().filter { $0.offset & 1 == 0 }.map(\.element)
        stride *= 2
    }

    /// At most `number` elements that split the sequence into parts of about equal length; never
    /// the first element.
    func points(_ number: Int) -> [Element] {
        let number = min(number, elements.count - 1)
        guard number > 0 else { return [] }
        return (1...number).map { elements[$0 * elements.count / (number + 1)] }
    }
}
