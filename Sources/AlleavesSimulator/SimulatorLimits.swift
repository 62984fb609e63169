/// The limits of the simulator.
enum SimulatorLimits {
    /// Concurrent connections, one thread each; beyond it, they get 503 and are closed.
    static let connectionsMax = 2_048
    /// Bytes of request line and headers, above the defaults of nginx and curl.
    static let headBytesMax = 64 * 1024
    /// Header fields of one request.
    static let headersMax = 128
    /// Bytes of a request body: a batch search with a million ids has about 9 MB.
    static let bodyBytesMax = 64 * 1024 * 1024
    /// Bytes per read.
    static let readBytes = 16 * 1024
    /// Bytes per write of a streamed body: large, to keep the socket busy.
    static let chunkBytes = 256 * 1024
    /// Bytes that a row may add to a full chunk; reserved once.
    static let rowBytesMax = 16 * 1024
    /// The default page size.
    static let pageSizeDefault = 100
    /// The maximal page size.
    static let pageSizeMax = 1_000
    /// Orders without dates in the request: the undocumented window seen in production.
    static let hiddenWindowOrders = 73
    /// Products, customers, orders or discounts; far from overflowing ids and sums.
    static let generatedCountMax = 20_000_000
    /// The subtotal of a created order in cents, so that products with a discount fit 64 bits.
    static let orderCentsMax = 1_000_000_000
    /// Locations; each has the whole catalogue with its own batches.
    static let locationsMax = 1_000
    /// Accounts, each with a POS of its own.
    static let accountsMax = 100
    /// The difference in cents between the prices of successive locations; prices stay far from
    /// overflow.
    static let locationPriceStepCents = 150
    /// Connections in the kernel's backlog.
    static let listenBacklog = 4_096
}
