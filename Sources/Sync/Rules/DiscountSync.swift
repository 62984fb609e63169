import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import Pricing
import StatusCodes

/// Synchronises a tenant's discount rules in one commit: replaces the POS's rules as a set, as far
/// as its listings are complete; keeps agents' own rules. The catalog observes the commit and
/// re-prices.
struct DiscountSync {
    let context: SyncContext

    func run(_ report: inout SyncReport) throws(Status) {
        // Where no POS has rules, those of the mirror are nobody's but agents'.
        guard !context.sources(having: .discounts).isEmpty else { return }
        context.report(.fetching)
        let known = try storedRules(of: context.origin)
        let stored = known.locations
        var listings = RuleListings(
            context.sources(having: .discounts), isOfSeveral: context.hasSeveralLocations)
        let failures = fetch(into: &listings, known, &report)
        guard failures.count < listings.locations.count || failures.isEmpty else {
            throw Status(failures)
        }
        guard listings.count <= CatalogLimits.rulesMax else {
            throw Status(
                .resourceExhausted, "The POS has more than \(CatalogLimits.rulesMax) discounts")
        }
        report.discountsFound = listings.count
        report.warnings += listings.warnings
        try context.checkTime()
        context.report(.writing, total: listings.count, unit: "rules")
        try write(listings, stored, &report)
        context.report(.pricing, done: listings.count, total: listings.count, unit: "rules")
        count(listings, &report)
        guard failures.isEmpty else { throw Status(failures) }
    }

    /// Removes the rules of accounts and providers of which the tenant has no location any more:
    /// they would go on pricing what others sell.
    func removeLeft(_ report: inout SyncReport) throws(Status) {
        for origin in context.leftOrigins {
            let left = try storedRules(of: origin).locations.keys.sorted()
            guard !left.isEmpty else { continue }
            report.warnings.append(
                "\(left.count) rules of \(origin.text) are removed: no active location is of it")
            try commit(
                left.map { DocumentWrite(key: key($0), mutation: .delete) }, &report)
        }
    }

    // MARK: - Fetch

    /// Reads the listings of all locations; the failure of one does not affect the others.
    private func fetch(
        into listings: inout RuleListings, _ stored: StoredRules, _ report: inout SyncReport
    ) -> [Status] {
        var failures: [Status] = []
        for source in context.sources(having: .discounts) {
            let location = source.config.id
            do throws(Status) {
                try context.checkTime()
                let list = try read(source, stored.locations)
                report.unreadable.merge(list.unreadable)
                report.warnings += list.warnings.map { "location \(source.config.id): \($0)" }
                if let doubt = try doubt(list, source, &report) {
                    let reason = list.incompleteness.map { "\($0); \(doubt)" } ?? doubt
                    report.incomplete.append(
                        IncompleteListing("discounts", location: location, .unreadable, reason))
                } else if let reason = LostRuleForm.reason(
                    list, known: stored.inForce, context.origin)
                {
                    report.incomplete.append(
                        IncompleteListing("discounts", location: location, .unreadable, reason))
                } else if let incompleteness = listings.take(list, of: location) {
                    report.incomplete.append(
                        IncompleteListing(
                            "discounts", location: location, incompleteness.code,
                            incompleteness.reason))
                }
            } catch {
                failures.append(error)
            }
        }
        return failures
    }

    /// Why nothing of a list is taken that has lost a field of its records, or all of them; nil
    /// where it is.
    private func doubt(
        _ list: POSDiscountList, _ source: SyncContext.Source, _ report: inout SyncReport
    ) throws(Status) -> String? {
        let check = try ShapeCheck(context, .discountShape, source.config.id)
        switch try check.verdict(list.shape) {
        case .doubted(let reason): return reason
        case .taken(let warnings):
            report.warnings += warnings.map { "location \(source.config.id): \($0)" }
            return nil
        }
    }

    /// A location's rules. An empty list must be confirmed by a second request before it clears
    /// rules (hazard D4 of Protocol/alleaves.md).
    private func read(
        _ source: SyncContext.Source, _ stored: [String: [String]?]
    ) throws(Status) -> POSDiscountList {
        let list = try ask(source)
        let hasRules = stored.values.contains { $0?.contains(source.config.id) ?? true }
        return list.isEmpty && hasRules ? try ask(source) : list
    }

    private func ask(_ source: SyncContext.Source) throws(Status) -> POSDiscountList {
        try context.ask(source) { client throws(POSError) in
            try client.discounts(deadline: context.deadline)
        }
    }

    // MARK: - Write

    private func write(
        _ listings: RuleListings, _ stored: [String: [String]?], _ report: inout SyncReport
    ) throws(Status) {
        var writes: [DocumentWrite] = []
        for id in listings.removed(stored: stored).sorted() {
            writes.append(DocumentWrite(key: key(id), mutation: .delete))
        }
        for (id, rule) in listings.discounts {
            let locations = listings.locations(of: id, stored: stored[id] ?? nil)
            writes.append(
                DocumentWrite(
                    key: key(id),
                    mutation: .set(
                        fields: RuleDocuments.bytes(
                            rule, of: context.origin, locations: locations,
                            isNumbered: context.hasNumberedIDs))))
        }
        guard !writes.isEmpty else { return }
        try commit(writes, &report)
    }

    private func commit(
        _ writes: [DocumentWrite], _ report: inout SyncReport
    ) throws(Status) {
        do throws(Status) {
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
            throw Status("The store refused the discounts", error)
        }
    }

    /// The rules that came from the POS, by document id.
    private struct StoredRules {
        /// The locations that listed each; nil where not recorded.
        var locations: [String: [String]?] = [:]
        /// The applicable and enabled rules.
        var inForce: Set<String> = []
    }

    private func storedRules(of origin: POSOrigin) throws(Status) -> StoredRules {
        let scans = context.mirrored(TenantPath.discounts(org: context.org), of: origin)
        var rules = StoredRules()
        do {
            for found in try scans.flatMap({ try context.store.documents($0) }) {
                let id = try found.key.decode().path.id
                let fields = try Fields(mapValueBytes: found.document.fields)
                if origin != context.origin, !isMirrored(fields, from: origin) { continue }
                let locations = fields[RuleField.locationIds]?.arrayValue?.compactMap(\.stringValue)
                rules.locations.updateValue(locations, forKey: id)
                if try RuleDocument.isInForce(id: id, found.document.fields) {
                    rules.inForce.insert(id)
                }
            }
        } catch {
            throw Status("The tenant's rules cannot be read", error)
        }
        return rules
    }

    private func isMirrored(_ fields: Fields, from origin: POSOrigin) -> Bool {
        fields[RuleField.source]?.stringValue == origin.provider.name
            && fields[RuleField.posId] != nil
    }

    private func key(_ id: String) -> DocumentKey {
        let path = TenantPath.discounts(org: context.org).document(id)
        return DocumentKey(database: Catalog.database, path: path)
    }

    // MARK: - What came of it

    private func count(_ listings: RuleListings, _ report: inout SyncReport) {
        noteDates(listings, &report)
        let silent = listings.discounts.filter { _, rule in
            rule.isActive == nil && !rule.isAmbiguous
                && !rule.unreadableFields.union(rule.contradictedFields).contains("active")
        }
        if let first = silent.first {
            report.warnings.append(
                "\(silent.count) rules do not say whether they are active and price nothing, for"
                    + " example \(first.discount.idDiscount)")
        }
        guard let generation = context.generation else { return }
        let tally = generation.ruleCounts
        report.discountsRejected = tally[.rejected] ?? 0
        report.discountsUnscoped = tally[.unscoped] ?? 0
        let idle = IdleRules(generation)
        report.warnings += idle.warnings
        for line in idle.lines {
            context.log("[POS_SYNC_DISCOUNTS] org=\(context.org) \(line)")
        }
    }

    /// Counts unparsable dates.
    private func noteDates(_ listings: RuleListings, _ report: inout SyncReport) {
        for (_, rule) in listings.discounts {
            for (field, text) in [("start_date", rule.startDate), ("end_date", rule.endDate)] {
                guard let text, RuleZone.utc.milliseconds(text) == nil else { continue }
                report.unreadable.note("discounts.\(field)", in: rule.idDiscount)
            }
        }
    }
}
