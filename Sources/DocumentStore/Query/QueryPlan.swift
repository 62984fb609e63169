import FirestoreModel

/// How a query is answered.
enum QueryPlan {
    /// No document can pass.
    case nothing
    case scan(ScanPlan)
    case names(NamesPlan)
    case entries(EntriesPlan)

    func execute(_ run: QueryRun, _ body: RowBody) throws(StoreError) {
        switch self {
        case .nothing: break
        case .scan(let plan): try plan.execute(run, body)
        case .names(let plan): try plan.execute(run, body)
        case .entries(let plan): try plan.execute(run, body)
        }
    }

    /// One line for people.
    var summary: String {
        switch self {
        case .nothing: "nothing: no document can pass"
        case .scan(let plan): plan.summary
        case .names(let plan): plan.summary
        case .entries(let plan): plan.summary
        }
    }

    var indexes: [IndexUse] {
        switch self {
        case .nothing, .scan: []
        case .names(let plan): plan.indexes
        case .entries(let plan): plan.indexes
        }
    }
}
