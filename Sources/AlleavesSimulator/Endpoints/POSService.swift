import JSON

/// The POS itself: from a request to an answer, without sockets and faults.
struct POSService: Sendable {
    let options: SimulatorOptions
    let generator: InventoryGenerator
    let people: PeopleGenerator
    let writer: InventoryRowWriter
    let tokens: TokenIssuer
    let store: POSStore

    init(_ options: SimulatorOptions) throws(SimulatorError) {
        let today = try options.checked()
        self.options = options
        writer = InventoryRowWriter()
        generator = InventoryGenerator(
            seed: options.seed, products: options.products, locations: options.locations,
            today: today)
        people = PeopleGenerator(
            inventory: generator, customers: options.customers, orders: options.orders,
            rows: writer)
        tokens = TokenIssuer(options)
        var state = POSStore.State()
        state.shapes = options.shapes
        state.writeCalls = options.writeCalls
        state.missingCallStatus = options.missingCallStatus
        state.discounts = DiscountGenerator(inventory: generator).rules(options.discounts)
        if let path = options.inventoryFile { state.recorded = try RecordedFile.rows(path) }
        if let path = options.discountRulesFile {
            state.discounts = try RecordedFile.rows(path)
        }
        store = POSStore(state)
    }

    func respond(to request: HTTPRequest) -> HTTPResponse {
        do throws(JSONFault) {
            if request.path == "/auth" {
                guard request.method == "POST" else { return .failure(405, "Method Not Allowed") }
                return tokens.logIn(try request.json())
            }
            guard tokens.isValid(authorization: request.headers["authorization"]) else {
                return .failure(401, "Unauthorized")
            }
            return try route(request)
        } catch {
            return .failure(400, "Invalid JSON")
        }
    }

    private func route(_ request: HTTPRequest) throws(JSONFault) -> HTTPResponse {
        let numbers = request.segments.compactMap { Int($0) }
        let template = request.segments.map { Int($0) == nil ? String($0) : "#" }
            .joined(separator: "/")
        let call = "\(request.method) \(template)"
        if let response = try inventory(call, request, numbers) { return response }
        if let response = try nativeWrites(call, request, numbers) { return response }
        if let response = try customers(call, request, numbers) { return response }
        if let response = try orders(call, request, numbers) { return response }
        if let response = try discounts(call, request, numbers) { return response }
        return .notFound
    }
}
