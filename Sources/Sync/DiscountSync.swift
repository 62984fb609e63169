import Alleaves
import Catalog
import DocumentStore
import FirestoreModel
import Pricing

/// Brings a tenant's discount rules up to date, in one commit: the POS's rules are replaced as a
/// set, agents' own rules stay. Prices follow in the catalog, which hears of the commit.
struct DiscountSync {
    let context: SyncContext

    func run(_ report: inout SyncReport) throws(SyncFailure) {
        context.report(.fetching)
        let rules = try fetch(&report)
        report.discountsFound = rules.count
        context.report(.writing, total: rules.count, unit: "rules")
        try write(rules, &report)
        context.report(.pricing, done: rules.count, total: rules.count, unit: "rules")
        count(&report)
    }

    /// The rules of all locations by document id. A list that cannot be read throws, so an empty
    /// one is confirmed (hazard D4).
    private func fetch(_ report: inout SyncReport) throws(SyncFailure) -> [String: POSDiscount] {
        var rules: [String: POSDiscount] = [:]
        for source in context.sources {
            let list = try context.ask(source) { client throws(AlleavesError) in
                try client.discounts(deadline: context.deadline)
            }
            if list.unreadableCount > 0 {
                report.warnings.append("\(list.unreadableCount) discounts have no id")
            }
            for rule in list.discounts {
                let id = ProductPath.posPrefix + rule.idDiscount
                guard (try? ResourceID.validate(document: id)) != nil else {
                    report.warnings.append("a discount has an id that no document can have")
                    continue
                }
                if rules[id] == nil { rules[id] = rule }
            }
        }
        guard rules.count <= CatalogLimits.rulesMax else {
            throw SyncFailure("The POS has more than \(CatalogLimits.rulesMax) discounts")
        }
        return rules
    }

    private func write(
        _ rules: [String: POSDiscount], _ report: inout SyncReport
    ) throws(SyncFailure) {
        do throws(StoreError) {
            var writes: [DocumentWrite] = []
            for id in try storedRules() where rules[id] == nil {
                writes.append(DocumentWrite(key: key(id), mutation: .delete))
            }
            for (id, rule) in rules.sorted(by: { $0.key < $1.key }) {
                writes.append(
                    DocumentWrite(key: key(id), mutation: .set(fields: RuleDocuments.bytes(rule))))
            }
            let now = context.wallMilliseconds() * 1000
            let audited = AuditTrail.recording(
                writes, by: .sync, method: "SyncDiscounts", now: now)
            for result in try context.store.commit(audited).results.prefix(writes.count) {
                switch result.outcome {
                case .created: report.created += 1
                case .updated: report.updated += 1
                case .unchanged: report.unchanged += 1
                case .deleted: report.deactivated += 1
                case .missing: break
                }
            }
            AuditTrail.prune(context.store, context.org, now: now)
        } catch {
            throw SyncFailure("The store refused the discounts: \(error)")
        }
    }

    /// Document ids of the rules that came from the POS.
    private func storedRules() throws(StoreError) -> [String] {
        let scan = DocumentScan(
            database: Catalog.database, collection: ProductPath.discounts(org: context.org))
        return try context.store.documents(scan).compactMap { found in
            let id = try? found.key.decode().path.id
            return id.flatMap { $0.hasPrefix(ProductPath.posPrefix) ? $0 : nil }
        }
    }

    private func key(_ id: String) -> DocumentKey {
        let path = ResourcePath(
            uncheckedSegments: ProductPath.discounts(org: context.org).segments + [id])
        return DocumentKey(database: Catalog.database, path: path)
    }

    private func count(_ report: inout SyncReport) {
        guard let generation = context.generation else { return }
        let tally = generation.ruleTally
        report.discountsRejected = tally[.rejected] ?? 0
        report.discountsUnscoped = tally[.unscoped] ?? 0
        var logged = 0
        for (rule, state, _) in generation.discounts() {
            guard state == .rejected || state == .unscoped, logged < SyncLimits.loggedRulesMax
            else { continue }
            logged += 1
            var reason = "names no category, brand or product"
            if case .rejected(let rejected) = rule { reason = rejected.text }
            context.log(
                "[POS_SYNC_DISCOUNTS] org=\(context.org) rule=\(rule.identity.id)"
                    + " \(state.rawValue): \(reason)")
        }
    }
}
