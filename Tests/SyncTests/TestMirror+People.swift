import AlleavesSimulator
import DocumentStore
import FirestoreModel
import LinuxSystem
import Testing

@testable import Sync

extension TestMirror {
    /// The machine's day: simulated orders must not lie ahead of the clock.
    static var today: String {
        String(
            Timestamp(microseconds: SystemClock.wallMilliseconds() * 1000).rfc3339.prefix(10))
    }

    /// All documents of one of the tenant's collections, by id.
    func collection(_ name: String) throws -> [String: Fields] {
        let scan = DocumentScan(
            database: "(default)",
            collection: ResourcePath(uncheckedSegments: ["tenants", Self.org, name]))
        var found: [String: Fields] = [:]
        for document in try store.documents(scan) {
            found[try document.key.decode().path.id] =
                try Fields(mapValueBytes: document.document.fields)
        }
        return found
    }

    func order(_ id: Int) throws -> Fields {
        try #require(try document("tenants", Self.org, "orders", "alleaves_\(id)"))
    }

    /// Sets fields of an order as an agent would.
    func merge(_ segments: [String], _ fields: Fields) throws {
        var all = try #require(
            try store.get(
                DocumentKey(
                    database: "(default)", path: ResourcePath(uncheckedSegments: segments))
            ).map { try Fields(mapValueBytes: $0.fields) })
        for (key, value) in fields { all[key] = value }
        try put(segments, all)
    }

    /// Where the next run of orders goes on.
    func orderPosition(_ location: String = "main") throws -> OrderPosition {
        let fields = try document("tenants", Self.org, "integrations", "pos_orders")
        let found = fields?["locations"]?.mapValue?[location]?.mapValue
        return OrderPosition(found ?? [:])
    }

    /// Every stored document but those that tell of runs.
    func data() throws -> [[UInt8]: RawDocument] {
        var all = try everything()
        for kind in ["pos_orders", "pos_customers"] {
            let path = ResourcePath(
                uncheckedSegments: ["tenants", Self.org, "integrations", kind])
            all[DocumentKey(database: "(default)", path: path).bytes] = nil
        }
        return all
    }

    /// Runs a part until it says that all is read.
    func syncAllOrders(runsMax: Int = 50) {
        for _ in 0..<runsMax where sync(.orders).isComplete { return }
        Issue.record("orders were not complete after \(runsMax) runs")
    }
}

/// A mirror of a POS with people whose orders end today.
func withPeople(
    products: Int = 40, orders: Int = 300, customers: Int = 80, customerPages: Int? = nil,
    _ change: (inout SimulatorOptions) -> Void = { _ in }, _ body: (TestMirror) throws -> Void
) throws {
    try withMirror(
        products: products, customerPages: customerPages,
        { options in
            options.today = TestMirror.today
            options.orders = orders
            options.customers = customers
            change(&options)
        }, body)
}
