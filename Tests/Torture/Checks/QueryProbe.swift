import FirestoreModel

/// A query that an index serves, and the same said of one document.
struct QueryProbe: Sendable {
    let name: String
    let query: StructuredQuery
    let matches: @Sendable (Fields) -> Bool
    /// The field by which rows come, if they do.
    let order: String?

    /// Whether rows come in the order of the field.
    func isOrdered(_ rows: [Fields]) -> Bool {
        guard let order else { return true }
        let values = rows.compactMap { $0[order]?.numberValue }
        return values.count == rows.count && values == values.sorted()
    }

    private init(
        _ name: String, _ filter: QueryFilter?, order: String? = nil,
        _ matches: @escaping @Sendable (Fields) -> Bool
    ) {
        self.name = name
        self.order = order
        self.matches = matches
        query = StructuredQuery(
            collection: "cells", where: filter, orderBy: order.map { [QueryOrder($0)] } ?? [])
    }

    static let all: [QueryProbe] = [
        QueryProbe("g == 1", .where("g", .equal, 1)) { $0["g"] == .integer(1) },
        QueryProbe("g in 0, 3", .where("g", .in, [0, 3])) {
            $0["g"] == .integer(0) || $0["g"] == .integer(3)
        },
        QueryProbe("n > 2 by n", .where("n", .greaterThan, 2), order: "n") {
            ($0["n"]?.integerValue ?? 0) > 2
        },
        QueryProbe("ratio <= 1.5 by ratio", .where("ratio", .lessThanOrEqual, 1.5), order: "ratio")
        {
            ($0["ratio"]?.numberValue ?? 9) <= 1.5
        },
        QueryProbe("tags has t2", .where("tags", .arrayContains, "t2")) {
            $0["tags"]?.arrayValue?.contains(.string("t2")) ?? false
        },
        QueryProbe("m.a == 0", .where("m.a", .equal, 0)) {
            $0["m"]?.mapValue?["a"] == .integer(0)
        },
        QueryProbe("text >= 8", .where("text", .greaterThanOrEqual, "8")) {
            ($0["text"]?.stringValue ?? "") >= "8"
        },
        QueryProbe(
            "w == 0 and g > 1", .and([.where("w", .equal, 0), .where("g", .greaterThan, 1)])
        ) {
            $0["w"] == .integer(0) && ($0["g"]?.integerValue ?? 0) > 1
        },
    ]
}
