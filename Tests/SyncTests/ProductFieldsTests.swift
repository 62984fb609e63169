import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import TestSupport
import Testing

@testable import Sync

/// What syncs write into products beside the table of their fields.
@Suite struct ProductFieldsTests {
    private func keys(_ mirror: TestMirror, _ collection: [String]) throws -> Set<String> {
        let scan = DocumentScan(
            database: Catalog.database, collection: ResourcePath(uncheckedSegments: collection))
        return try mirror.store.documents(scan).reduce(into: []) { keys, found in
            keys.formUnion(try Fields(mapValueBytes: found.document.fields).keys)
        }
    }

    private func names(_ fields: some Sequence<ProductField>) -> Set<String> {
        Set(fields.map(\.rawValue))
    }

    /// Every field that is written stands in the table, for the documents that it says; and what
    /// the table says that a sync makes of an item, it makes.
    @Test func whatIsWrittenIsWhatTheTableSays() throws {
        try withPeople(products: 300, orders: 200) { mirror in
            for kind in [SyncKind.products, .discounts, .orders] {
                #expect(mirror.sync(kind).success)
            }
            let canonical = try keys(mirror, ["products"])
            let shown = try keys(
                mirror, ["tenants", TestMirror.org, "publicViews", "products", "items"])
            let all = ProductField.allCases
            #expect(canonical.isSubset(of: names(all.filter { $0.entry.documents != .read })))
            #expect(shown.isSubset(of: names(all.filter { $0.entry.documents == .all })))
            let missing = names(ProductSchema.mapped).subtracting(canonical)
            // Of several locations; of more batches than a document lists; and what the simulated
            // POS leaves out.
            #expect(
                missing.isSubset(of: Self.unsimulated), "\(missing.subtracting(Self.unsimulated))")
            let hidden = names(ProductSchema.mapped.filter { $0.entry.documents == .all })
                .subtracting(shown)
            #expect(
                hidden.isSubset(of: Self.unsimulated), "\(hidden.subtracting(Self.unsimulated))")
        }
    }

    private static let unsimulated: Set<String> = [
        "account", "locations", "priceLocation", "sources", "batchesOmitted", "cbdPercent",
    ]

    @Test func aSyncOwnsWhatItOwnedBefore() {
        #expect(
            names(ProductSchema.publicOwned) == [
                "brandName", "category", "categoryPath", "currency", "expirationDate", "expired",
                "externalId", "id", "inStock", "isActive", "locations", "name", "onHand", "orgId",
                "price", "priceLocation", "priceSource", "rawCategory", "retailPrice", "sku",
                "stock", "uom",
            ])
        #expect(
            names(ProductSchema.canonicalOwned).subtracting(names(ProductSchema.publicOwned)) == [
                "account", "batches", "batchesOmitted", "cost", "deliveryRoute", "isAdultUse",
                "isCannabis",
                "isProduct", "packageDate", "priceBasis", "priceOtd", "priceOtdAdultUse",
                "priceOtdMedicalUse", "priceRetail", "priceRetailAdultUse",
                "priceRetailMedicalUse", "source", "sources", "vendor", "weight", "weightUom",
            ])
    }
}
