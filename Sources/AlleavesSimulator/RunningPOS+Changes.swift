import JSON

extension RunningPOS {
    // MARK: - Inventory

    /// Sets an item's out-the-door price in all its rows. Ignores unknown ids.
    public func setPrice(idItem: Int, cents: Int) {
        edit(idItem) { $0.prices[$1] = cents }
    }

    /// Sets an item's sellable stock, all of it in its first row; 0 empties all rows.
    public func setStock(idItem: Int, units: Int) {
        edit(idItem) { $0.stocks[$1] = max(0, units) }
    }

    /// Removes items from all inventory responses.
    public func removeItems(_ idItems: [Int]) {
        for id in idItems { edit(id) { $0.removed.insert($1) } }
    }

    /// Reverts ``removeItems(_:)``.
    public func restoreItems(_ idItems: [Int]) {
        for id in idItems { edit(id) { $0.removed.remove($1) } }
    }

    /// Hides this share of the items, always the same ones; 0 shows all.
    public func hideItems(fraction: Double) {
        let part = Int(max(0, min(fraction, 1)) * 1_000_000)
        service.store.update { $0.edits.hiddenMillionths = part }
    }

    /// Overrides `total_rows`; nil restores it.
    public func setTotalRows(_ count: Int?) {
        service.store.update { $0.edits.totalRows = count }
    }

    private func edit(_ idItem: Int, _ body: (inout InventoryEdits, Int) -> Void) {
        service.store.update { state in
            // Recorded rows are edited by id, generated ones by index.
            let key = state.recorded == nil ? service.generator.index(idItem: idItem) : idItem
            if let key { body(&state.edits, key) }
        }
    }

    // MARK: - Discounts

    /// Replaces the rules. Other bytes than a JSON array are served verbatim, to test bad
    /// responses.
    public func setDiscounts(rawJSON: [UInt8]) {
        let rules = (try? JSONParser.parse(rawJSON))?.array
        service.store.update { state in
            state.rawDiscounts = rules == nil ? rawJSON : nil
            if let rules { state.discounts = rules }
        }
    }

    public func setDiscounts(rawJSON: String) { setDiscounts(rawJSON: Array(rawJSON.utf8)) }

    /// Adds a rule from a JSON object; returns its id, nil if it is no object.
    @discardableResult
    public func addDiscount(json: String) -> Int? {
        guard let rule = try? JSONParser.parse(Array(json.utf8)), case .object = rule else {
            return nil
        }
        return service.addDiscount(rule)["id_discount"]?.integer
    }

    public func removeDiscount(id: Int) {
        service.store.update { state in
            state.discounts.removeAll { $0["id_discount"]?.integer == id }
        }
    }

    /// The current rules; nil while raw bytes replace them.
    public var discounts: [JSONValue]? {
        let state = service.store.current
        return state.rawDiscounts == nil ? state.discounts : nil
    }

    // MARK: - Shapes and logins

    public func setShapes(_ shapes: SimulatorShapes) {
        service.store.update { $0.shapes = shapes }
    }

    /// Responds to every login with 401, until called with false.
    public func refuseLogins(_ isRefusing: Bool = true) {
        service.tokens.refuseLogins(isRefusing)
    }

    /// Revokes all tokens issued so far, whatever their `exp` claims.
    public func expireTokens() { service.tokens.expireAll() }

    /// Sets the lifetime of tokens issued from now on.
    public func setTokenLifetime(seconds: Int) { service.tokens.setLifetime(seconds: seconds) }
}
