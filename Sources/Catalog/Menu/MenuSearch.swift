import StatusCodes

/// Answers queries over one generation.
extension Generation {
    /// Runs `query` on this generation; throws `invalidArgument`, `invalidCursor` or
    /// `expiredCursor`.
    /// ``Catalog/page(_:of:location:giveWay:)`` finds the generation of a cursor.
    public func search(_ query: MenuQuery) throws(Status) -> MenuPage {
        try query.validate()
        let fingerprint = query.fingerprint(org: "")
        let cursor =
            query.cursor.isEmpty
            ? nil : try MenuCursor(query.cursor, fingerprint: fingerprint)
        return search(query, after: cursor, fingerprint: fingerprint, epoch: 0)
    }

    /// Runs a validated `query`; the page's cursor names this generation and `epoch`.
    func search(
        _ query: MenuQuery, after cursor: MenuCursor?, fingerprint: UInt64, epoch: UInt64,
        giveWay: () -> Void = {}
    ) -> MenuPage {
        let limit = query.limit == 0 ? CatalogLimits.queryLimitDefault : query.limit
        var search = MenuSearch(query, self, limit: limit + 1, after: cursor)
        search.run(giveWay)
        giveWay()
        let rows = search.best.sorted()
        var entries: [UInt8] = []
        for row in rows.prefix(limit) { appendEntry(row.position, to: &entries) }
        let state = MenuCursor.State(generation: version, epoch: epoch)
        let next =
            rows.count > limit
            ? search.best.order.cursor(rows[limit - 1], of: state) : nil
        return MenuPage(
            entries: entries, count: min(limit, rows.count), total: search.total,
            nextCursor: next?.text(fingerprint: fingerprint) ?? "",
            facets: search.facets?.facets() ?? [])
    }
}

/// The execution of one query: counts the matches and keeps the first rows.
private struct MenuSearch {
    let query: MenuQuery
    let generation: Generation
    let keys: MenuSortKeys
    let cursor: MenuCursor?
    var best: TopRows
    var facets: FacetCounter?
    var total = 0

    init(_ query: MenuQuery, _ generation: Generation, limit: Int, after cursor: MenuCursor?) {
        self.query = query
        self.generation = generation
        self.cursor = cursor
        keys = MenuSortKeys(query)
        best = TopRows(
            limit: limit, order: RowOrder(generation, names: keys.comparesNames), after: cursor)
        facets = query.wantsFacets ? FacetCounter(generation) : nil
    }

    mutating func run(_ giveWay: () -> Void) {
        if keys.hasWords {
            MenuMatcher(query, generation, keys).forEach(giveWay) { take($0, $1, $2) }
        } else if keys.isByPrice && query.strains.isEmpty {
            runByPrice(giveWay)
        } else {
            runByRow(giveWay)
        }
    }

    /// Rows and groups between two calls of `giveWay`.
    private static let rowsAtATime = 4_096
    private static let runsAtATime = 256

    /// Adds a matching row.
    private mutating func take(_ position: Generation.RowPosition, _ rule: UInt32, _ key: Int64) {
        total += 1
        facets?.count(
            group: generation.segments[position.segment].groups[position.row], onSale: rule != 0, 1)
        best.offer(TopRows.Candidate(key: key, position: position))
    }

    /// Visits every matching row, in storage order.
    private mutating func runByRow(_ giveWay: () -> Void) {
        let strains = StrainFilter(query)
        var seen = 0
        PriceSelection(query, generation).rows().forEach { number in
            seen &+= 1
            if seen & (Self.rowsAtATime - 1) == 0 { giveWay() }
            let position = Generation.RowPosition(number)
            let segment = generation.segments[position.segment]
            guard strains.contains(position.row, of: segment) else { return }
            let rule = generation.rule(at: position)
            let base = segment.prices[position.row]
            let price = Int32(
                truncatingIfNeeded: generation.pricing.price(base: base, rule: rule))
            take(position, rule, keys.key(position.row, segment, price: price, score: 0))
        }
    }

    // MARK: By price

    /// Counts from the price index, and visits only rows that can be among the first.
    private mutating func runByPrice(_ giveWay: () -> Void) {
        let selection = PriceSelection(query, generation)
        var merge = PriceMerge(generation, keys)
        var runs = 0
        selection.forEachRun { run in
            runs &+= 1
            if runs & (Self.runsAtATime - 1) == 0 { giveWay() }
            let count = selection.count(run)
            add(count, run.group, run.rule)
            if cursor == nil { merge.add(run, count) }
        }
        if let cursor {
            // Rows before the cursor count, but are not returned.
            let behind = selection.limited(to: keys.prices(behind: cursor))
            behind.forEachRun { merge.add($0, behind.count($0)) }
        }
        offer(&merge, selection)
        for own in generation.assignment.productRuleRows {
            let shared = generation.assignment.table.rule(group: own.group, price: own.price)
            if selection.matches(own, under: shared) { add(-1, own.group, shared) }
        }
        selection.forEachProductRuleRow { own in
            let price = generation.pricing.price(base: own.price, rule: own.rule)
            take(Generation.RowPosition(Int(own.row)), own.rule, keys.priceKey(price))
        }
    }

    private mutating func add(_ count: Int, _ group: UInt32, _ rule: UInt32) {
        total += count
        facets?.count(group: group, onSale: rule != 0, count)
    }

    /// Offers rows in order until no further row can be among the first.
    private mutating func offer(_ merge: inout PriceMerge, _ selection: PriceSelection) {
        let owned = !generation.assignment.productRuleRows.isEmpty
        var left = merge.count
        merge.forEach { row, key in
            if key > best.lastKey { return false }
            guard selection.hasStock(row) else { return true }
            let number = Int(row & ~PriceIndex.inStock)
            if !owned || generation.assignment.productRuleRow(number) == nil {
                best.offer(TopRows.Candidate(key: key, position: Generation.RowPosition(number)))
            }
            left -= 1
            return left > 0
        }
    }
}
