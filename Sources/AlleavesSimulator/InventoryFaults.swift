import JSON

/// What is wrong with the inventory answers of one location, or of all.
public struct InventoryFaults: Sendable, Equatable {
    /// Answers `[]`.
    public var isEmpty = false
    /// Rows behind this many never come, though `total_rows` counts them.
    public var rowsMax: Int?
    /// A page has at most this many rows, however many are asked for.
    public var pageRowsMax: Int?
    /// `skip` and `take` change nothing.
    public var ignoresPages = false
    /// Said in `total_rows` instead of the truth.
    public var totalRows: Int?
    /// Rows, by place, that do not come, though `total_rows` counts them.
    public var droppedRows: Set<Int> = []
    /// Rows, by place, that come twice.
    public var repeatedRows: Set<Int> = []
    /// Rows, by place, whose `id_item` is null.
    public var namelessRows: Set<Int> = []
    /// An HTTP status instead of an answer.
    public var status: Int?

    public init() {}

    /// The rows of an answer to a request from `skip` on; all where nothing limits them.
    func page(of rows: [JSONValue], skip: Int?, take: Int?) -> ArraySlice<JSONValue> {
        guard !isEmpty else { return [] }
        var served: [JSONValue] = []
        for (place, row) in rows.prefix(max(0, rowsMax ?? rows.count)).enumerated()
        where !droppedRows.contains(place) {
            var row = row
            if let totalRows { row["total_rows"] = .integer(totalRows) }
            if namelessRows.contains(place) { row["id_item"] = .null }
            served.append(row)
            if repeatedRows.contains(place) { served.append(row) }
        }
        let first = ignoresPages ? 0 : min(max(0, skip ?? 0), served.count)
        let asked = ignoresPages ? served.count : max(0, take ?? served.count)
        return served[first...].prefix(min(asked, max(1, pageRowsMax ?? served.count)))
    }
}

extension RunningPOS {
    /// Makes the inventory answers of a location wrong, of all without one; nil heals them.
    public func setInventoryFaults(_ faults: InventoryFaults?, idLocation: Int? = nil) {
        service.store.update { $0.inventoryFaults[idLocation] = faults }
    }
}
