import JSON

/// The POS of one account: maps requests to responses, without sockets and faults.
struct POSService: Sendable {
    let options: SimulatorOptions
    /// The company's number, from 1.
    let company: Int
    let generator: InventoryGenerator
    let people: PeopleGenerator
    let writer: InventoryRowWriter
    let tokens: TokenIssuer
    let store: POSStore

    /// - Parameter company: from 1; the first has the data of a POS with a single account.
    init(_ options: SimulatorOptions, company: Int = 1) throws(SimulatorError) {
        let today = try options.checked()
        self.options = options
        self.company = company
        writer = InventoryRowWriter()
        generator = InventoryGenerator(
            seed: options.seed &+ UInt64(company - 1) &* Self.seedStep,
            products: options.products, locations: options.locations,
            hasLocationPrices: options.hasLocationPrices, today: today)
        people = PeopleGenerator(
            inventory: generator, customers: options.customers, orders: options.orders,
            rows: writer)
        tokens = TokenIssuer(options, company: company)
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

    /// Separates the companies' seeds from the adjacent ones that callers choose.
    private static let seedStep: UInt64 = 0x9E37_79B9_7F4A_7C15

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
