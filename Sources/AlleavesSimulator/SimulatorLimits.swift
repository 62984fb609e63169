/// Every bound of the simulator: unit and reason on each line.
enum SimulatorLimits {
    /// Connections served at once, one thread each; above it a caller gets 503 and is closed.
    static let connectionsMax = 2_048
    /// Bytes of request line and headers together; what nginx and curl agree on with room.
    static let headBytesMax = 64 * 1024
    /// Header fields of one request.
    static let headersMax = 128
    /// Bytes of a request body: a batch search with the ids of a million batches is about 9 MB.
    static let bodyBytesMax = 64 * 1024 * 1024
    /// Bytes asked from the socket at a time.
    static let readBytes = 16 * 1024
    /// Bytes of a streamed body sent at a time; large writes keep the socket busy.
    static let chunkBytes = 256 * 1024
    /// Bytes one generated row may add after a chunk is full; sizes the buffer once.
    static let rowBytesMax = 16 * 1024
    /// Page size when a caller names none.
    static let pageSizeDefault = 100
    /// Largest page served.
    static let pageSizeMax = 1_000
    /// Orders shown when a caller sends no dates: the hidden window seen in production.
    static let hiddenWindowOrders = 73
    /// Products, customers, orders or discounts; keeps every id and sum far from overflow.
    static let generatedCountMax = 20_000_000
    /// Subtotal of a submitted order, cents; keeps the discount's product within 64 bits.
    static let orderCentsMax = 1_000_000_000
    /// Locations; each repeats the catalogue with its own batches.
    static let locationsMax = 1_000
    /// Accounts, each a POS of its own.
    static let accountsMax = 100
    /// Cents that a location's prices are above those of the one before; a price in cents stays far
    /// from overflow.
    static let locationPriceStepCents = 150
    /// Connections the kernel keeps waiting before accept.
    static let listenBacklog = 4_096
}
