import FirestoreModel
import LinuxSystem
import MirrorClient
import MirrorMessages
import Testing

extension TestDaemon {
    static let items = ResourcePath(
        uncheckedSegments: ["tenants", org, "publicViews", "products", "items"])

    static func item(_ id: String) -> ResourcePath {
        ResourcePath(uncheckedSegments: items.segments + [id])
    }

    static func rule(_ id: String) -> ResourcePath {
        ResourcePath(uncheckedSegments: ["tenants", org, "discounts", id])
    }

    static func product(_ idItem: Int) -> ResourcePath {
        ResourcePath(uncheckedSegments: ["products", "\(org)_alleaves_\(idItem)"])
    }

    /// Stores a location's account; fields of `config` come before the POS's own.
    func putLocation(
        _ id: String = "main", org: String = TestDaemon.org, locationID: String = "1000",
        config changes: [String: Value] = [:]
    ) throws {
        var config: Fields = [
            "provider": "alleaves", "status": "active", "username": .string(account.username),
            "password": .string(account.password), "pin": .string(account.pin),
            "locationId": .string(locationID),
        ]
        for (key, value) in changes { config[key] = value }
        try client.updateDocument(
            ResourcePath(uncheckedSegments: ["locations", id]),
            fields: [
                "orgId": .string(org), "timezone": "America/New_York", "posConfig": .map(config),
            ])
    }

    /// Runs a sync that must succeed.
    @discardableResult
    func sync(
        _ kind: MirrorClient.SyncKind, org: String = TestDaemon.org
    ) throws -> SyncReply {
        let reply = try client.sync(kind, orgID: org)
        #expect(reply.success, "\(kind): \(reply.error)")
        return reply
    }

    /// The whole menu by document id; of one store where `location` names it.
    func menu(
        org: String = TestDaemon.org, location: String = ""
    ) throws -> [String: MenuItem] {
        var items: [String: MenuItem] = [:]
        try client.menu(orgID: org, locationID: location) { chunk in
            for item in chunk.items { items[item.id] = item }
        }
        return items
    }

    /// What one costs today, by document id.
    func prices() throws -> [String: Int64] {
        try menu().mapValues { $0.salePriceCents ?? $0.priceCents }
    }

    /// Every document of a collection, as it reads, in the order of the ids.
    func documents(_ collection: ResourcePath) throws -> [Document] {
        var all: [Document] = []
        var token = ""
        repeat {
            let page = try client.documents(in: collection, pageSize: 25, pageToken: token)
            all += page.documents
            token = page.nextPageToken
        } while !token.isEmpty
        return all
    }

    /// All products, public and canonical, as bytes.
    func productBytes() throws -> [[UInt8]] {
        try (documents(Self.items) + documents(ResourcePath(uncheckedSegments: ["products"])))
            .map(\.wireBytes)
    }

    func status(org: String = TestDaemon.org) throws -> IntegrationStatus {
        try #require(try client.syncStatus(orgID: org).tenants.first)
    }

    /// The fields of tenants/{org}/integrations/pos.
    func integration(org: String = TestDaemon.org) throws -> Fields {
        try client.document(
            ResourcePath(uncheckedSegments: ["tenants", org, "integrations", "pos"])
        ).fields
    }
}

/// Asks again and again until `condition` holds; false after `seconds`.
func eventually(seconds: Double = 30, _ condition: () throws -> Bool) rethrows -> Bool {
    let clock = Monitor(())
    let end = SystemClock.monotonicNanoseconds() + UInt64(seconds * 1e9)
    while try !condition() {
        let now = SystemClock.monotonicNanoseconds()
        if now >= end { return false }
        // Between two questions the processor is somebody else's.
        _ = clock.wait(untilNanoseconds: now + 2_000_000) { _ in nil as Bool? }
    }
    return true
}

/// The error of a call that must fail.
func failure(_ body: () throws -> Void) -> MirrorClientError? {
    #expect(throws: MirrorClientError.self) { try body() }
}
