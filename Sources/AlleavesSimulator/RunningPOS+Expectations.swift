import JSON

extension RunningPOS {
    /// The ids of generated items, including removed ones.
    public var idItems: Range<Int> {
        let first = InventoryGenerator.idFirst
        return first..<(first + service.generator.products)
    }

    /// The current number of rows in `/inventory/search` for a location, or for all.
    public func rowCount(idLocation: Int? = nil) -> Int {
        let state = service.store.current
        if let recorded = state.recorded {
            return RecordedRows(
                rows: recorded, edits: state.edits, today: service.generator.today
            ).search("", idLocation).count
        }
        let generator = service.generator
        var walk = RowIterator(generator, state.edits, locations: 0..<1)
        var count = 0
        while walk.next() != nil { count += 1 }
        return idLocation == nil ? count * generator.locations : count
    }

    /// A generated item as served now; nil if it is unknown, removed or recorded.
    public func item(idItem: Int, idLocation: Int = 1_000) -> SimulatedItem? {
        let state = service.store.current
        let generator = service.generator
        guard state.recorded == nil, let index = generator.index(idItem: idItem),
            !state.edits.hides(index, seed: generator.seed)
        else { return nil }
        let place = generator.location(id: idLocation) ?? 0
        let item = generator.item(index, at: place, state.edits)
        let brand = ByteBuffer(capacity: 64)
        service.writer.writeBrand(item, to: brand)
        let kind = generator.kinds.kinds[item.kind]
        let isTwinGone =
            generator.secondRole(index) == .damagedTwin
            && state.edits.stocks[index] != nil
        return SimulatedItem(
            idItem: idItem, name: service.writer.name(of: item),
            brand: (try? JSONParser.parse(brand.array))?.string, category: "\(kind.category)",
            outTheDoorCents: item.pricing == .absent || item.outTheDoorCents <= 0
                ? nil : item.outTheDoorCents,
            sellableUnits: service.sellable(idItem: idItem, idLocation: idLocation, state),
            rows: generator.secondRole(index) == nil || isTwinGone ? 1 : 2,
            isProduct: kind.isProduct)
    }
}
