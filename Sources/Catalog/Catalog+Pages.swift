extension Catalog {
    /// A page of a tenant's menu and the version of its generation: the newest for a first page,
    /// that of the first page for later ones.
    ///
    /// Throws `unknownTenant`, `invalidQuery`, `invalidCursor`, and `expiredCursor` where the
    /// generation of the previous pages is no longer kept.
    public func page(
        _ query: MenuQuery, of org: String
    ) throws(CatalogError) -> (page: MenuPage, version: UInt64) {
        let newest = try generation(org)
        try query.validate()
        let fingerprint = query.fingerprint(org: org)
        let cursor =
            query.cursor.isEmpty
            ? nil : try MenuCursor(query.cursor, fingerprint: fingerprint)
        let generation: Generation
        if let cursor {
            generation = try pins.generation(
                cursor.state, org: org, newest: newest, now: milliseconds())
        } else {
            generation = newest
        }
        let page = generation.search(
            query, after: cursor, fingerprint: fingerprint, epoch: pins.epoch)
        if !page.nextCursor.isEmpty {
            pins.pin(generation, org: org, newest: newest, now: milliseconds())
        }
        return (page, generation.version)
    }
}
