import StatusCodes

extension Catalog {
    /// A page of the menu of a tenant, or of one of its stores, and the version of its generation:
    /// the newest for a first page,
    /// that of the first page for later ones.
    ///
    /// Throws as ``store(_:location:)`` does, `invalidArgument`, `invalidCursor`, and
    /// `expiredCursor` where the generation of the previous pages is no longer kept.
    ///
    /// - Parameters:
    ///   - location: empty for the tenant's own menu. A cursor belongs to its location.
    ///   - giveWay: called every few hundred microseconds, holding no lock; may block.
    public func page(
        _ query: MenuQuery, of org: String, location: String = "", giveWay: () -> Void = {}
    ) throws(Status) -> (page: MenuPage, version: UInt64) {
        let asked = try self.store(org, location: location)
        let newest = asked.generation
        try query.validate()
        let fingerprint = query.fingerprint(org: org, location: asked.location)
        let cursor =
            query.cursor.isEmpty
            ? nil : try MenuCursor(query.cursor, fingerprint: fingerprint)
        let generation: Generation
        if let cursor {
            generation = try pins.generation(
                cursor.state, org: org, location: asked.location, newest: newest,
                now: milliseconds())
        } else {
            generation = newest
        }
        let page = generation.search(
            query, after: cursor, fingerprint: fingerprint, epoch: pins.epoch, giveWay: giveWay)
        if !page.nextCursor.isEmpty {
            pins.pin(
                generation, org: org, location: asked.location, newest: newest, now: milliseconds())
        }
        return (page, generation.version)
    }
}
