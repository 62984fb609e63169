import JSON

extension RunningPOS {
    // MARK: - Inventory

    /// Sets the out-the-door price of an item in all its rows. Unknown ids are ignored.
    public func setPrice(idItem: Int, cents: Int) {
        edit(idItem) { $0.prices[$1] = cents }
    }

    /// Makes `units` the item's whole sellable stock, in its first row; 0 empties all rows.
    public func setStock(idItem: Int, units: Int) {
        edit(idItem) { $0.stocks[$1] = max(0, units) }
    }

    /// Takes items out of all inventory answers.
    public func removeItems(_ idItems: [Int]) {
        for id in idItems { edit(id) { $0.removed.insert($1) } }
    }

    /// Undoes ``removeItems(_:)``.
    public func restoreItems(_ idItems: [Int]) {
        for id in idItems { edit(id) { $0.removed.remove($1) } }
    }

    /// Hides about this part of the items, always the same ones; 0 shows all again.
    public func hideItems(fraction: Double) {
        let part = Int(max(0, min(fraction, 1)) * 1_000_000)
        service.store.update { $0.edits.hiddenMillionths = part }
    }

    /// Lies about `total_rows`; nil tells the truth again.
    public func setTotalRows(_ count: Int?) {
        service.store.update { $0.edits.totalRows = count }
    }

    private func edit(_ idItem: Int, _ body: (inout InventoryEdits, Int) -> Void) {
        service.store.update { state in
            // Recorded rows are edited by id, generated ones by their place.
            let key = state.recorded == nil ? service.generator.index(idItem: idItem) : idItem
            if let key { body(&state.edits, key) }
        }
    }

    // MARK: - Discounts

    /// Replaces the rules. What is no JSON array is served as it is, for tests of bad answers.
    public func setDiscounts(rawJSON: [UInt8]) {
        let rules = (try? JSONParser.parse(rawJSON))?.array
        service.store.update { state in
            state.rawDiscounts = rules == nil ? rawJSON : nil
            if let rules { state.discounts = rules }
        }
    }

    public func setDiscounts(rawJSON: String) { setDiscounts(rawJSON: Array(rawJSON.utf8)) }

    /// Adds a rule given as a JSON object; returns its new id. nil if it is no object.
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

    /// The rules served now; nil while a raw answer replaces them.
    public var discounts: [JSONValue]? {
        let state = service.store.current
        return state.rawDiscounts == nil ? state.discounts : nil
    }

    // MARK: - Shapes and logins

    public func setShapes(_ shapes: SimulatorShapes) {
        service.store.update { $0.shapes = shapes }
    }

    /// Answers every login with 401 until called with false.
    public func refuseLogins(_ isRefusing: Bool = true) {
        service.tokens.refuseLogins(isRefusing)
    }

    /// Every token given out so far gets 401, whatever its `exp` claim says.
    public func expireTokens() { service.tokens.expireAll() }

    /// Life of tokens given out from now on.
    public func setTokenLifetime(seconds: Int) { service.tokens.setLifetime(seconds: seconds) }
}
