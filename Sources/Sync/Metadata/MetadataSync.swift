import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import Pricing
import StatusCodes

/// Mirrors brands, categories, vendors and the location. A list that the POS does not return is
/// kept, or taken from the menu where the POS never returned it (Protocol/tree.md, Metadata).
struct MetadataSync {
    let context: SyncContext
    /// Returns once the run's products are written, or the wait has timed out.
    var waitForMenu: () -> Void = {}

    private enum Listing: String, CaseIterable {
        case brands, categories, vendors

        var document: MetadataDocument {
            switch self {
            case .brands: .brands
            case .categories: .categories
            case .vendors: .vendors
            }
        }
    }

    func run(_ report: inout SyncReport) throws(Status) {
        guard !context.sources.isEmpty else { return }
        context.report(.fetching)
        var failures: [String] = []
        // Without a POS that lists any, the menu says what there is.
        let sources = listers
        var answers: [(listing: Listing, names: AccountNames)] = []
        for listing in Listing.allCases {
            var found: [(account: String?, list: POSNameList?)] = []
            for source in sources {
                let list = fetch(listing, source, &report, &failures)
                found.append((source.config.origin.account, list))
            }
            answers.append((listing, AccountNames(found, key: Self.key(listing))))
        }
        let location = LocationSync(context: context).fetch(&report)
        waitForMenu()
        context.report(.writing, unit: "lists")
        let facets = try facets()
        var writes = [location].compactMap { $0 }
        for (listing, answer) in answers {
            let list = try list(listing, answer, facets, &report)
            count(list, listing, &report)
            if let list { writes.append(write(listing.document, list.fields)) }
        }
        try commit(writes, &report)
        let isUnread = answers.allSatisfy { $0.names.list == nil }
        guard sources.isEmpty || !isUnread else {
            throw Status(
                .unavailable,
                "POS: none of brands, categories and vendors could be read: \(failures[0])")
        }
    }

    /// A location of each account of the first provider that lists names.
    private var listers: [SyncContext.Source] {
        let all = context.sources(having: .names)
        var found: [SyncContext.Source] = []
        for source in all where source.config.provider == all[0].config.provider {
            if !found.contains(where: { $0.config.origin == source.config.origin }) {
                found.append(source)
            }
        }
        return found
    }

    /// By which a listing's names are compared.
    private static func key(_ listing: Listing) -> (String) -> String {
        { name in listing == .categories ? CategoryName.key(for: name) : BrandName.key(for: name) }
    }

    // MARK: - What the POS says

    private func fetch(
        _ listing: Listing, _ source: SyncContext.Source, _ report: inout SyncReport,
        _ failures: inout [String]
    ) -> POSNameList? {
        do throws(POSError) {
            let list =
                switch listing {
                case .brands: try source.client.brands(deadline: context.deadline)
                case .categories: try source.client.categories(deadline: context.deadline)
                case .vendors: try source.client.vendors(deadline: context.deadline)
                }
            report.unreadable.merge(list.unreadable)
            return list
        } catch {
            failures.append("\(error)")
            report.warnings.append("\(listing.rawValue) were not read: \(error)")
            return nil
        }
    }

    /// Active products by brand and category.
    private func facets() throws(Status) -> [String: [MetadataList.Facet]] {
        var query = MenuQuery()
        query.wantsFacets = true
        query.limit = 1
        guard let page = try context.generation?.search(query) else { return [:] }
        return Dictionary(
            page.facets.map { facet in
                (facet.field, facet.counts.map { MetadataList.Facet(name: $0.value, $0.count) })
            },
            uniquingKeysWith: { first, _ in first })
    }

    private func list(
        _ listing: Listing, _ answer: AccountNames, _ facets: [String: [MetadataList.Facet]],
        _ report: inout SyncReport
    ) throws(Status) -> MetadataList? {
        let menu: [MetadataList.Facet]? =
            switch listing {
            case .brands: facets["brand"]
            case .categories: facets["category"]
            case .vendors: nil
            }
        let generation = context.generation
        let count: (String) -> Int = { generation?.productCount(category: $0) ?? 0 }
        let merge = MetadataMerge(
            old: try stored(listing), menu: menu, provider: context.provider.name,
            key: Self.key(listing),
            count: listing == .categories ? count : nil)
        let (list, incompleteness) = merge.list(answer.list, isPartial: answer.isPartial)
        if let incompleteness {
            report.incomplete.append(
                IncompleteListing(listing.rawValue, incompleteness.code, incompleteness.reason))
        }
        return list
    }

    private func stored(_ listing: Listing) throws(Status) -> MetadataList? {
        do {
            guard
                let found = try context.store.get(
                    DocumentKey(mirror: TenantPath.metadata(org: context.org, listing.document)))
            else { return nil }
            return MetadataList(try Fields(mapValueBytes: found.fields))
        } catch {
            throw Status("The metadata cannot be read", error)
        }
    }

    private func count(_ list: MetadataList?, _ listing: Listing, _ report: inout SyncReport) {
        let count = list?.items.count
        switch listing {
        case .brands: report.brands = count
        case .categories: report.categories = count
        case .vendors: report.vendors = count
        }
    }

    // MARK: - Documents

    /// Writes `fields` with a timestamp, unless the document already has them: a second run changes
    /// nothing.
    private func write(_ document: MetadataDocument, _ fields: Fields) -> DocumentWrite {
        let now = Timestamp(microseconds: context.wallMilliseconds() * 1000)
        return DocumentWrite(
            key: DocumentKey(
                database: Catalog.database, path: TenantPath.metadata(org: context.org, document)),
            mutation: .apply { old in
                // One that does not decode is written anew, as is any that differs.
                if let old, var known = try? Fields(mapValueBytes: old.fields) {
                    known[NameListField.updatedAt] = nil
                    if known.mapValueBytes == fields.mapValueBytes { return .unchanged }
                }
                var new = fields
                new[NameListField.updatedAt] = .timestamp(now)
                return .fields(new.mapValueBytes)
            })
    }

    private func commit(
        _ writes: [DocumentWrite], _ report: inout SyncReport
    ) throws(Status) {
        try context.checkTime()
        guard !writes.isEmpty else { return }
        do throws(Status) {
            for result in try context.store.commit(writes).results {
                switch result.outcome {
                case .created: report.created += 1
                case .updated: report.updated += 1
                case .unchanged, .deleted, .missing: report.unchanged += 1
                }
            }
        } catch {
            throw Status("The store refused the metadata", error)
        }
    }
}
