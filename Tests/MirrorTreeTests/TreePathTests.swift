import FirestoreModel
import StatusCodes
import Testing

@testable import MirrorTree

/// The paths as stores have them: another text would be another document.
@Suite struct TreePathTests {
    @Test(arguments: [
        (RootPath.locations, "locations"), (RootPath.sessions, "sessions"),
        (RootPath.tenants, "tenants"), (ProductPath.canonicals, "products"),
        (ProductPath.canonical(org: "acme", id: "x_7"), "products/acme_x_7"),
        (ProductPath.publicItems(org: "acme"), "tenants/acme/publicViews/products/items"),
        (
            ProductPath.publicItem(org: "acme", id: "x_7"),
            "tenants/acme/publicViews/products/items/x_7"
        ),
        (TenantPath.tenant("acme"), "tenants/acme"),
        (TenantPath.discounts(org: "acme"), "tenants/acme/discounts"),
        (TenantPath.metadata(org: "acme"), "tenants/acme/metadata"),
        (TenantPath.metadata(org: "acme", .vendors), "tenants/acme/metadata/vendors"),
        (TenantPath.integration(org: "acme", .status), "tenants/acme/integrations/pos"),
        (TenantPath.integration(org: "acme", .orders), "tenants/acme/integrations/pos_orders"),
        (TenantPath.orders(org: "acme"), "tenants/acme/orders"),
        (TenantPath.customers(org: "acme"), "tenants/acme/customers"),
        (TenantPath.spending(org: "acme"), "tenants/acme/customer_spending"),
        (TenantPath.posWrites(org: "acme"), "tenants/acme/posWrites"),
        (TenantPath.posEvents(org: "acme"), "tenants/acme/posEvents"),
        (TenantPath.notifications(org: "acme"), "tenants/acme/notifications"),
        (TenantPath.writeLog(org: "acme"), "tenants/acme/writeLog"),
    ])
    func aPathIsWritten(_ path: ResourcePath, _ text: String) throws {
        #expect("\(path)" == text)
        #expect(try ResourcePath(text) == path)
    }

    @Test func idsFromOutsideAreChecked() throws {
        #expect("\(try RootPath.location("main"))" == "locations/main")
        #expect("\(try RootPath.user("u1"))" == "users/u1")
        #expect("\(try RootPath.session("ab"))" == "sessions/ab")
        #expect("\(try RootPath.tenant(checking: "acme"))" == "tenants/acme")
        #expect("\(try TenantPath.posWrite(org: "acme", key: "k"))" == "tenants/acme/posWrites/k")
        for id in ["", ".", "..", "a/b", "__x__"] {
            #expect(throws: Status.self) { try RootPath.location(id) }
            #expect(throws: Status.self) { try RootPath.user(id) }
            #expect(throws: Status.self) { try TenantPath.posWrite(org: "acme", key: id) }
        }
    }

    /// What is recognised, for each path: product, rule, audit entry, location, canonical product.
    @Test(arguments: [
        ("tenants/acme/publicViews/products/items/x", "product acme x"),
        ("tenants/acme/publicViews/products/items/x/notes/n", ""),
        ("tenants/acme/publicViews/other/items/x", ""), ("tenants/acme/publicViews/products", ""),
        ("other/acme/publicViews/products/items/x", ""),
        ("tenants/acme/discounts/r", "rule acme r"), ("tenants/acme/discounts/r/notes/n", ""),
        ("tenants/acme/discounts", ""), ("other/acme/discounts/r", ""),
        ("tenants/acme/writeLog/e", "entry acme e"), ("tenants/acme/writeLog/e/a/b", ""),
        ("tenants/acme/metadata/location", "zones acme"), ("tenants/acme/metadata/brands", ""),
        ("locations/main", "location main"), ("locations/main/a/b", ""), ("locations", ""),
        ("products/acme_x", "canonical acme_x"), ("products/acme_x/a/b", ""), ("products", ""),
        ("tenants/acme", ""), ("tenants", ""), ("", ""),
    ])
    func aPathIsRecognised(_ text: String, _ expected: String) throws {
        let path = try ResourcePath(text)
        var found: [String] = []
        if let (org, id) = ProductPath.publicItem(path) { found.append("product \(org) \(id)") }
        if let (org, id) = TenantPath.discount(path) { found.append("rule \(org) \(id)") }
        if let (org, id) = TenantPath.writeLogEntry(path) { found.append("entry \(org) \(id)") }
        if let org = TenantPath.org(ofMetadata: .location, path) { found.append("zones \(org)") }
        if let id = RootPath.locationID(path) { found.append("location \(id)") }
        if let id = ProductPath.canonicalID(path) { found.append("canonical \(id)") }
        #expect(found == (expected.isEmpty ? [] : [expected]))
    }

    @Test(arguments: [
        ("tenants/acme/discounts/r", true), ("tenants/acme/discounts/r/notes/n", true),
        ("tenants/acme/discounts/r/notes", true), ("tenants/acme/discounts", false),
        ("tenants/acme/orders/r", false), ("discounts/a/discounts/r", false),
    ])
    func whatIsBelowARuleIsToldApart(_ text: String, _ isBelow: Bool) throws {
        #expect(TenantPath.isAtOrBelowDiscount(try ResourcePath(text)) == isBelow)
    }

    /// A tenant's collection is one below a tenant only, and one of the top at the top only.
    @Test(arguments: TreeCollection.allCases)
    func aCollectionIsFoundWhereItIs(_ collection: TreeCollection) throws {
        let top = ResourcePath(uncheckedSegments: [collection.rawValue])
        let below = TenantPath.tenant("acme").document(collection.rawValue)
        let own = collection.isOfTenant ? below : top
        let other = collection.isOfTenant ? top : below
        for path in [own, own.document("d"), own.document("d").document("c")] {
            #expect(TreeCollection(containing: path) == collection, "\(path)")
        }
        #expect(TreeCollection(containing: other) == nil)
        #expect(collection.pattern.contains("*") == collection.isOfTenant)
        if collection.isOfTenant {
            #expect(TreeCollection(containing: collection.path(org: "acme")) == collection)
        }
    }

    @Test(arguments: ["", "tenants", "tenants/acme", "brands/acme", "tenants/acme/notes/n"])
    func freeDocumentsAreInNoCollection(_ text: String) throws {
        #expect(TreeCollection(containing: try ResourcePath(text)) == nil)
    }

    @Test func keysAreOfTheMirrorsDatabase() throws {
        let path = try ResourcePath("locations/main")
        let (database, found) = try DocumentKey(mirror: path).decode()
        #expect(database == "(default)")
        #expect(found == path)
    }
}
