import JSON

/// An order as the simulator serves it, in plain values.
public struct SimulatedOrder: Sendable, Equatable {
    public struct Line: Sendable, Equatable {
        public let idItem: Int
        /// In 1/1,000 of a unit.
        public let thousandths: Int
        public let priceCents: Int
    }

    public let idOrder: Int
    /// Nil for a walk-in.
    public let idCustomer: Int?
    /// As served; may be the placeholder, or empty.
    public let email: String
    /// As served, in any case.
    public let status: String
    /// Milliseconds since 1970.
    public let createdMilliseconds: Int
    public let totalCents: Int
    public let lines: [Line]
}

extension SimulatedOrder {
    init(_ row: JSONValue, createdMilliseconds: Int) {
        idOrder = (row["id_order"] ?? row["id"])?.integer ?? 0
        idCustomer = row["id_customer"]?.integer.flatMap { $0 > 0 ? $0 : nil }
        email = row["email"]?.string ?? ""
        status = row["status"]?.string ?? ""
        self.createdMilliseconds = createdMilliseconds
        totalCents = (row["total"]?.tenThousandths ?? 0) / 100
        lines = (row["items"]?.array ?? []).map { line in
            Line(
                idItem: line["id_item"]?.integer ?? 0,
                thousandths: (line["quantity"]?.tenThousandths ?? 0) / 10,
                priceCents: (line["price"]?.tenThousandths ?? 0) / 100)
        }
    }
}
