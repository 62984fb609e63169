/// Answers queries over one generation: one pass that counts and keeps the best `limit` rows.
extension Generation {
    /// Runs `query`; throws `invalidQuery` or `invalidCursor`.
    public func search(_ query: MenuQuery) throws(CatalogError) -> MenuPage {
        try query.validate()
        let fingerprint = query.fingerprint
        let cursor = query.cursor.isEmpty
            ? nil : try MenuCursor(query.cursor, fingerprint: fingerprint)
        let limit = query.limit == 0 ? CatalogLimits.queryLimitDefault : query.limit
        let matcher = MenuMatcher(query, self)
        var best = BestRows(
            limit: limit + 1, order: RowOrder(self, names: matcher.comparesNames), after: cursor)
        var facets = query.wantsFacets ? FacetCounter(self) : nil
        var total = 0
        matcher.forEach { position, key in
            total += 1
            facets?.count(position)
            best.offer(BestRows.Candidate(key: key, position: position))
        }
        let rows = best.sorted()
        var entries: [UInt8] = []
        for row in rows.prefix(limit) { appendEntry(row.position, to: &entries) }
        let next = rows.count > limit ? best.order.cursor(rows[limit - 1]) : nil
        return MenuPage(
            entries: entries, count: min(limit, rows.count), total: total,
            nextCursor: next?.text(fingerprint: fingerprint) ?? "", facets: facets?.facets() ?? [])
    }
}
