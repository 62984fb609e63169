import FirestoreModel
import StatusCodes

/// How a query is answered.
enum QueryPlan {
    /// No document can match.
    case nothing
    case scan(CollectionScanPlan)
    case names(IndexLookupPlan)
    case entries(IndexScanPlan)

    func execute(_ run: QueryRun, _ body: RowBody) throws(Status) {
        switch self {
        case .nothing: break
        case .scan(let plan): try plan.execute(run, body)
        case .names(let plan): try plan.execute(run, body)
        case .entries(let plan): try plan.execute(run, body)
        }
    }

    /// One line, human-readable.
    var summary: String {
        switch self {
        case .nothing: "nothing: no document can pass"
        case .scan(let plan): plan.summary
        case .names(let plan): plan.summary
        case .entries(let plan): plan.summary
        }
    }

    /// Never empty.
    func indexes(of query: PreparedQuery) -> [IndexUse] {
        switch self {
        case .nothing, .scan: [IndexUse(ofNames: query)]
        case .names(let plan):
            plan.indexes.isEmpty ? [IndexUse(ofNames: query)] : plan.indexes
        case .entries(let plan): plan.indexes
        }
    }
}

extension IndexUse {
    /// The primary index: the documents' keys are in name order.
    init(ofNames query: PreparedQuery) {
        let first = query.orders.first
        let isDescending = first.map { $0.path.isDocumentName && $0.isDescending } ?? false
        self.init(
            scope: query.indexScope,
            properties: "(__name__ \(isDescending ? "DESC" : "ASC"))")
    }
}

extension PreparedQuery {
    /// What an index of the query covers, as google.firestore.v1.PlanSummary says it.
    var indexScope: String { allDescendants ? "Collection group" : "Collection" }
}
