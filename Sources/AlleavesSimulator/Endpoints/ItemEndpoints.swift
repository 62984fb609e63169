import JSON

/// `/inventory/item/search`: display data, one row per item.
extension POSService {
    func itemSearch(_ body: JSONValue) -> HTTPResponse {
        let state = store.current
        let skip = max(0, body["skip"]?.integer ?? 0)
        let take = min(
            max(1, body["take"]?.integer ?? SimulatorLimits.pageSizeDefault),
            SimulatorLimits.pageSizeMax)
        if let recorded = state.recorded {
            let ids = Set(recorded.compactMap { $0["id_item"]?.integer }).sorted()
            let total = JSONValue.integer(ids.count)
            return .json(
                .array(
                    ids.dropFirst(skip).prefix(take).map {
                        .fields(["id_item": .integer($0), "total_rows": total])
                    }))
        }
        let shown = (0..<generator.products).filter {
            !state.edits.hides($0, seed: generator.seed)
        }
        let rows = shown.dropFirst(skip).prefix(take).map { index in
            itemRow(generator.item(index, state.edits), total: shown.count)
        }
        return .json(.array(rows))
    }

    /// Every fourth item lacks an image, every seventh a description.
    private func itemRow(_ item: GeneratedItem, total: Int) -> JSONValue {
        let id = InventoryGenerator.idFirst + item.index
        let isCannabis = generator.kinds.kinds[item.kind].isCannabis
        let image = JSONValue.fields([
            "content": .string("https://images.example/items/\(id).jpg"), "type": .string("image"),
        ])
        let name = writer.name(of: item)
        return .fields([
            "id_item": .integer(id), "item": .string(name),
            "media_list": .array(item.index % 4 == 3 ? [] : [image]),
            "product_description": item.index % 7 == 6 ? .null : .string("About \(name)."),
            "strain_type": isCannabis
                ? .string(["Indica", "Sativa", "Hybrid"][item.index % 3]) : .null,
            "strain_percent_thc": isCannabis
                ? .number("\(15 + item.index % 15).\(item.index % 10)") : .null,
            "strain_percent_cbd": .number("0"), "id_tax_category": .integer(isCannabis ? 1 : 2),
            "total_rows": .integer(total),
        ])
    }
}
