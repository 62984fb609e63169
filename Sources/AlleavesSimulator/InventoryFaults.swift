import JSON

/// Faults of the inventory responses of one location, or of all.
public struct InventoryFaults: Sendable, Equatable {
    /// Responds `[]`.
    public var isEmpty = false
    /// Omits the rows after this many, which `total_rows` still counts.
    public var rowsMax: Int?
    /// The maximal rows per page, whatever is requested.
    public var pageRowsMax: Int?
    /// Ignores `skip` and `take`.
    public var ignoresPages = false
    /// Overrides `total_rows`.
    public var totalRows: Int?
    /// Indices of omitted rows, which `total_rows` still counts.
    public var droppedRows: Set<Int> = []
    /// Indices of rows that occur twice.
    public var repeatedRows: Set<Int> = []
    /// Indices of rows whose `id_item` is null.
    public var namelessRows: Set<Int> = []
    /// Responds with this HTTP status.
    public var status: Int?

    public init() {}

    /// The rows of a response from `skip` on, as the faults leave them.
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
    /// Sets the faults of a location's inventory responses, or of all without one; nil clears them.
    public func setInventoryFaults(_ faults: InventoryFaults?, idLocation: Int? = nil) {
        service.store.update { $0.inventoryFaults[idLocation] = faults }
    }
}
