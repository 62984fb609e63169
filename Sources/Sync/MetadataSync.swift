import Alleaves
import Catalog
import DocumentStore
import FirestoreModel
import Pricing

/// Mirrors brands, categories, vendors and the location. What the POS does not answer comes from
/// the menu where the menu knows it, and otherwise stays as it was (alleaves-api.md 7.1).
struct MetadataSync {
    let context: SyncContext

    private struct Item {
        let id: String
        let name: String
        var count: Int?
    }

    func run(_ report: inout SyncReport) throws(SyncFailure) {
        guard let source = context.sources.first else { return }
        context.report(.fetching)
        let facets = facets()
        let deadline = context.deadline
        var writes: [DocumentWrite] = []
        let generation = context.generation
        let brands = items("brands", facets["brand"], count: count(facets["brand"]), &report) {
            () throws(AlleavesError) in try source.client.brands(deadline: deadline)
        }
        let categories = items(
            "categories", facets["category"],
            count: { generation?.productCount(category: $0) ?? 0 }, &report
        ) {
            () throws(AlleavesError) in try source.client.categories(deadline: deadline)
        }
        let vendors = items("vendors", nil, count: { _ in nil }, &report) {
            () throws(AlleavesError) in try source.client.vendors(deadline: deadline)
        }
        for (name, found) in [("brands", brands), ("categories", categories), ("vendors", vendors)]
        {
            if let found { writes.append(write(name, fields(found.items, found.source))) }
        }
        if let location = try location(source, &report) {
            writes.append(write("location", location))
        }
        guard brands?.source == "alleaves" || categories?.source == "alleaves" || vendors != nil
        else { throw SyncFailure("POS: none of brands, categories and vendors could be read") }
        report.brands = brands?.items.count ?? 0
        report.categories = categories?.items.count ?? 0
        report.vendors = vendors?.items.count ?? 0
        try commit(writes, &report)
    }

    /// Active products by brand and category key.
    private func facets() -> [String: [(name: String, count: Int)]] {
        var query = MenuQuery()
        query.wantsFacets = true
        query.limit = 1
        guard let page = try? context.generation?.search(query) else { return [:] }
        return Dictionary(
            page.facets.map { ($0.field, $0.counts.map { (name: $0.value, count: $0.count) }) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Products of a brand, however it is spelt.
    private func count(_ menu: [(name: String, count: Int)]?) -> (String) -> Int? {
        var counts: [String: Int] = [:]
        for (name, count) in menu ?? [] { counts[BrandName.key(for: name), default: 0] += count }
        return { [counts] in counts[BrandName.key(for: $0)] ?? 0 }
    }

    private func items(
        _ kind: String, _ menu: [(name: String, count: Int)]?, count: (String) -> Int?,
        _ report: inout SyncReport, fetch: () throws(AlleavesError) -> [AlleavesName]
    ) -> (items: [Item], source: String)? {
        do throws(AlleavesError) {
            let found = try fetch().map { found in
                let name = HTMLText.decoded(found.name)
                return Item(
                    id: found.id.map { String($0) } ?? name, name: name,
                    count: menu == nil ? nil : count(name))
            }
            return (found, "alleaves")
        } catch {
            guard let menu else {
                report.warnings.append("\(kind) were not read and stay as they were: \(error)")
                return nil
            }
            report.warnings.append("\(kind) were not read and come from the menu: \(error)")
            let derived = menu.sorted { $0.name < $1.name }.map { entry in
                let id = entry.name.lowercased().map { $0 == " " ? "_" : $0 }
                return Item(id: String(id), name: entry.name, count: entry.count)
            }
            return (derived, "menu")
        }
    }

    private func fields(_ items: [Item], _ source: String) -> Fields {
        let values = items.map { item in
            var map = Fields([("id", .string(item.id)), ("name", .string(item.name))])
            if let count = item.count { map["productCount"] = .integer(Int64(count)) }
            return Value.map(map)
        }
        return Fields([
            ("count", .integer(Int64(items.count))), ("items", .array(values)),
            ("source", .string(source)),
        ])
    }

    private func location(
        _ source: SyncContext.Source, _ report: inout SyncReport
    ) throws(SyncFailure) -> Fields? {
        let wanted = source.config.credentials.effectiveLocationID
        do throws(AlleavesError) {
            let all = try source.client.locations(deadline: context.deadline)
            guard let found = all.first(where: { String($0.idLocation) == wanted }) ?? all.first
            else { return nil }
            var fields = Fields([
                ("id", .string(String(found.idLocation))), ("source", .string("alleaves")),
            ])
            fields["name"] = found.name.map { .string($0) }
            fields["licenseNumber"] = found.license.map { .string($0) }
            fields["timezone"] = found.timezone.map { .string($0) }
            let address = [found.address, found.city, found.state, found.postalCode]
                .compactMap { $0 }.joined(separator: ", ")
            if !address.isEmpty { fields["address"] = .string(address) }
            return fields
        } catch {
            report.warnings.append("the location was not read: \(error)")
            return nil
        }
    }

    /// Writes `fields` with the time, unless the document says the same already: running twice
    /// changes nothing.
    private func write(_ name: String, _ fields: Fields) -> DocumentWrite {
        let path = ResourcePath(uncheckedSegments: ["tenants", context.org, "metadata", name])
        let now = Timestamp(microseconds: systemMicroseconds())
        return DocumentWrite(
            key: DocumentKey(database: Catalog.database, path: path),
            mutation: .apply { old in
                if let old, var known = try? Fields(mapValueBytes: old.fields) {
                    known.removeValue(forKey: "updatedAt")
                    if known.mapValueBytes == fields.mapValueBytes { return .unchanged }
                }
                var new = fields
                new["updatedAt"] = .timestamp(now)
                return .fields(new.mapValueBytes)
            })
    }

    private func commit(
        _ writes: [DocumentWrite], _ report: inout SyncReport
    ) throws(SyncFailure) {
        do throws(StoreError) {
            for result in try context.store.commit(writes).results {
                switch result.outcome {
                case .created: report.created += 1
                case .updated: report.updated += 1
                case .unchanged, .deleted, .missing: report.unchanged += 1
                }
            }
        } catch {
            throw SyncFailure("The store refused the metadata: \(error)")
        }
    }
}
