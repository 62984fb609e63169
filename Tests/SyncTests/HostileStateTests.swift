import DocumentStore
import FirestoreModel
import PointOfSale
import Randomness
import TestSupport
import Testing

@testable import Sync

/// What a run left for the next one may come back as anything: a damaged disk, an import, an
/// administrator's hand. No number of it ends the daemon, and none stops the next run.
@Suite struct HostileStateTests {
    private static let documents = [
        "pos", "pos_products", "pos_customers", "pos_orders", "accounts",
    ]
    private static let values: [Value] = [
        .integer(.max), .integer(.min), -1, 0, .integer(1 << 53), .double(.infinity),
        .double(.nan), .double(-1e300), .null, true, "", "9999-12-31", "0001-01-01", "x",
        .timestamp(Timestamp(seconds: Timestamp.secondsMax, nanos: 999_999_999)),
        .timestamp(Timestamp(seconds: Timestamp.secondsMin, nanos: 0)), [], [:],
        .array([.integer(.max)]), .map(["main": .map([:])]), .map(["": .integer(.min)]),
    ]

    private static func changed(_ fields: Fields, _ random: inout SeededRandom) -> Fields {
        var result = fields
        for (key, value) in fields {
            switch value {
            case .map(let inner) where random.below(4) > 0:
                result[key] = .map(changed(inner, &random))
            case .array(let values) where random.below(4) > 0:
                result[key] = .array(
                    values.map { value in
                        value.mapValue.map { .map(changed($0, &random)) } ?? value
                    })
            default:
                if random.below(2) == 0 { result[key] = values[random.below(values.count)] }
            }
        }
        return result
    }

    @Test(arguments: Seeds.of(0..<12))
    func noStoredStateEndsTheDaemonOrStopsTheNextRun(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        try withPeople(products: 12, orders: 30, customers: 12) { mirror in
            try mirror.put(
                ["locations", "west"], mirror.location(config: ["locationId": "2000"]))
            #expect(mirror.engine.run(.org, org: TestMirror.org).org == TestMirror.org)
            for _ in 0..<6 {
                for name in Self.documents {
                    let path = ["tenants", TestMirror.org, "integrations", name]
                    guard let fields = try mirror.document(at: path) else { continue }
                    try mirror.put(path, Self.changed(fields, &random))
                }
                let org = TestMirror.org
                let interrupted = try InterruptedRun(org: org, store: mirror.store)
                #expect(interrupted.map { $0.count > 0 } ?? true)
                _ = InterruptedRun.isHeldBack(org: org, store: mirror.store)
                for kind in [SyncKind.products, .customers, .orders, .org] {
                    let report = mirror.engine.run(kind, org: org)
                    #expect(report.success || !report.error.isEmpty)
                }
            }
            try delete(mirror, "accounts")
            let last = mirror.engine.run(.products, org: TestMirror.org, acceptsRemovals: true)
            // Where it says that the locations are of two accounts, each has its own.
            #expect([12, 24].contains(last.productsCount), "\(last.error)")
        }
    }

    private func delete(_ mirror: TestMirror, _ document: String) throws {
        let path = ResourcePath(
            uncheckedSegments: ["tenants", TestMirror.org, "integrations", document])
        try mirror.store.commit([
            DocumentWrite(key: DocumentKey(database: "(default)", path: path), mutation: .delete)
        ])
    }

    /// As if nothing were known, one account's items would be stored as another's.
    @Test(
        arguments: [
            ["primary": ""], ["primary": 7], ["locations": ["main": ""]], ["others": [" "]],
            ["others": "x"], ["primary": "a", "others": ["a"]], ["locations": ["main": ["x"]]],
        ] as [Fields])
    func accountsThatCannotBeReadStopARunAndNotTheDaemon(known: Fields) throws {
        try withMirror { (mirror) throws in
            mirror.sync(.products)
            try mirror.put(
                ["tenants", "acme", "integrations", "accounts"], ["alleaves": .map(known)])
            let report = mirror.engine.run(.products, org: TestMirror.org)
            #expect(report.error.contains("accounts cannot be read"), "\(report.error)")
            try delete(mirror, "accounts")
            mirror.sync(.products)
        }
    }

    @Test(arguments: [Int64.min, -1, 0, .max, 1 << 40])
    func aPositionOfNoPageOrWindowIsNone(number: Int64) throws {
        let position = OrderPosition([
            "version": 2, "windowDays": .integer(number),
            "stored": .array(
                (1...900).map { day in
                    let text = Value.string("\(2100 - day / 28 / 12)-01-\(day % 28 + 10)")
                    return .map(["from": text, "through": text])
                }),
        ])
        #expect(position.windowDays == nil)
        #expect(position.stored.ranges.count <= SyncLimits.storedRangesMax)
    }

    @Test(arguments: [Int64.min, -7, 0, .max])
    func customersGoOnWhereverThePositionIs(page: Int64) throws {
        try withPeople(products: 3, orders: 0, customers: 30) { mirror in
            mirror.sync(.customers)
            let path = ["tenants", TestMirror.org, "integrations", "pos_customers"]
            var fields = try #require(try mirror.document(at: path))
            fields["locations"] = .map(["main": .map(["nextPage": .integer(page)])])
            try mirror.put(path, fields)
            #expect(mirror.sync(.customers).customersCount == 30)
        }
    }
}
