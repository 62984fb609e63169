import JSON

extension POSService {
    /// `/inventory/…` and `/location` (Protocol/alleaves.md, Calls).
    func inventory(_ call: String, _ request: HTTPRequest, _ numbers: [Int]) throws(JSONFault)
        -> HTTPResponse?
    {
        switch call {
        case "POST inventory/search": return try search(try request.json())
        case "POST inventory/item/search": return itemSearch(try request.json())
        case "GET location": return .json(LocationData.locations(generator))
        case "GET inventory/area": return areas(request)
        case "GET inventory/area/open_grid/#":
            return .json(.array([.fields(["grid": .object([])])]))
        case "POST inventory/batch/search": return batchSearch(try request.json())
        case "GET inventory/batch/#": return batch(numbers)
        case "GET inventory/brand": return .json(metadata("brand"))
        case "GET inventory/category": return .json(metadata("category"))
        case "GET inventory/vendor": return .json(metadata("vendor"))
        default: return nil
        }
    }

    private func search(_ body: JSONValue) throws(JSONFault) -> HTTPResponse {
        let state = store.current
        let (opening, closing) = Self.brackets(state.shapes.inventory)
        let id = body["id_location"]?.integer
        let faults = state.inventoryFaults[id] ?? state.inventoryFaults[nil]
        if let status = faults?.status { return .failure(status, "Something went wrong") }
        let query = body["query"]?.string ?? ""
        let (skip, take) = (body["skip"]?.integer, body["take"]?.integer)
        guard faults != nil || skip != nil || take != nil else {
            return stream(state, query, id, opening, closing)
        }
        let rows = try rows(state, query, id)
        let page = (faults ?? InventoryFaults()).page(of: rows, skip: skip, take: take)
        return .stream(RecordedStream(Array(page), opening: opening, closing: closing))
    }

    private func stream(
        _ state: POSStore.State, _ query: String, _ id: Int?, _ opening: StaticString,
        _ closing: StaticString
    ) -> HTTPResponse {
        if let recorded = state.recorded {
            return .stream(
                RecordedStream(
                    recordedRows(recorded, state.edits).search(query, id),
                    opening: opening, closing: closing))
        }
        return .stream(generated(state, query, id, opening, closing))
    }

    private func generated(
        _ state: POSStore.State, _ query: String, _ id: Int?, _ opening: StaticString,
        _ closing: StaticString
    ) -> InventoryStream {
        InventoryStream(
            generator: generator, edits: state.edits, locations: locations(id), query: query,
            opening: opening, closing: closing, writer: writer)
    }

    /// All rows that match, as values, for paging.
    private func rows(
        _ state: POSStore.State, _ query: String, _ id: Int?
    ) throws(JSONFault) -> [JSONValue] {
        if let recorded = state.recorded {
            return recordedRows(recorded, state.edits).search(query, id)
        }
        let stream = generated(state, query, id, "[", "]")
        let buffer = ByteBuffer()
        var bytes: [UInt8] = []
        var more = true
        while more {
            // A full buffer accepts no more, so each chunk is taken out before the next.
            more = stream.fill(buffer)
            bytes += buffer.bytes
            buffer.removeAll()
        }
        return try JSONParser.parse(bytes).array ?? []
    }

    private func recordedRows(_ rows: [JSONValue], _ edits: InventoryEdits) -> RecordedRows {
        RecordedRows(rows: rows, edits: edits, today: generator.today)
    }

    private static func brackets(_ shape: SimulatorShapes.Inventory) -> (
        StaticString, StaticString
    ) {
        switch shape {
        case .array: ("[", "]")
        case .data: (#"{"data":["#, "]}")
        case .items: (#"{"items":["#, "]}")
        }
    }

    /// The location with this id; none if it is unknown, all if it is nil.
    private func locations(_ id: Int?) -> Range<Int> {
        guard let id else { return 0..<generator.locations }
        guard let location = generator.location(id: id) else { return 0..<0 }
        return location..<(location + 1)
    }

    private func areas(_ request: HTTPRequest) -> HTTPResponse {
        let wanted = locations(request.query["id_location"].flatMap { Int($0) })
        let shape = store.current.shapes.areas
        return .json(LocationData.areas(generator, wanted, shape))
    }

    // MARK: - Batches

    private func batch(_ numbers: [Int]) -> HTTPResponse {
        guard let id = numbers.first else { return .notFound }
        let state = store.current
        if let recorded = state.recorded {
            let row = recorded.first { $0["id_batch"]?.integer == id }
            return row.map { .json(RecordedRows.batch($0)) } ?? .failure(404, "Batch not found")
        }
        guard let (item, role, location) = generator.batch(id: id),
            !state.edits.hides(item, seed: generator.seed)
        else { return .failure(404, "Batch not found") }
        let buffer = ByteBuffer()
        let row = generator.row(item, role, location, state.edits)
        BatchWriter(rows: writer).write(row, seed: generator.seed, to: buffer)
        return HTTPResponse(status: 200, body: .bytes(buffer.array))
    }

    private func batchSearch(_ body: JSONValue) -> HTTPResponse {
        let state = store.current
        let selection = BatchSelection(body)
        if let recorded = state.recorded {
            return .json(recordedRows(recorded, state.edits).batches(selection))
        }
        return .stream(
            BatchStream(
                generator: generator, edits: state.edits, selection: selection,
                writer: BatchWriter(rows: writer)))
    }

    // MARK: - Metadata

    /// Rows such as `{id_brand, brand, name}`.
    private func metadata(_ kind: String) -> JSONValue {
        var names: [String] = []
        if let recorded = store.current.recorded {
            names = RecordedRows.distinct(kind, recorded)
        } else {
            switch kind {
            case "brand": names = Vocabulary.brands
            case "vendor": names = Vocabulary.vendors
            default: names = ProductKind.all.map { "\($0.category)" }
            }
        }
        return .array(
            names.enumerated().map { index, name in
                // Some rows have `name` instead, which clients must accept.
                let isNamed = index % 7 == 6
                return .fields([
                    "id_\(kind)": .integer(100 + index), kind: isNamed ? .null : .string(name),
                    "name": isNamed ? .string(name) : .null,
                ])
            })
    }
}
