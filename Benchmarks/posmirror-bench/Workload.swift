/// A named measurement.
struct Workload: Sendable {
    let name: String
    let summary: String
    let measure: @Sendable (BenchOptions) throws(BenchFailure) -> BenchReport

    static let all = [
        Workload(
            name: "reprice-full", summary: "a commit that puts new prices on every product",
            measure: RepriceWorkload.full),
        Workload(
            name: "reprice-all-rules", summary: "a commit that replaces every rule at once",
            measure: RepriceWorkload.allRules),
        Workload(
            name: "reprice-one-rule", summary: "a commit of a rule that concerns 1 % of them",
            measure: RepriceWorkload.oneRule),
        Workload(
            name: "menu-stream", summary: "GetMenu of the whole catalog over the socket",
            measure: MenuStreamWorkload.measure),
        Workload(
            name: "menu-query", summary: "QueryMenu: category, price range, on sale, top 50",
            measure: MenuQueryWorkload.measure),
        Workload(
            name: "product-get", summary: "GetProduct, one call at a time",
            measure: ProductGetWorkload.single),
        Workload(
            name: "product-get-pipelined", summary: "GetProduct, many connections and in flight",
            measure: ProductGetWorkload.pipelined),
        Workload(
            name: "redis-load", summary: "the same load on a redis-server that holds the items",
            measure: RedisLoadWorkload.measure),
        Workload(
            name: "reader-during-reprice",
            summary: "GetProduct on one connection while all is re-priced in a loop",
            measure: ReaderWorkload.measure),
        Workload(
            name: "ingest", summary: "an inventory answer parsed, mapped and made durable",
            measure: IngestWorkload.measure),
        Workload(
            name: "commit", summary: "commits of 500 documents each, while the store grows",
            measure: CommitWorkload.plain),
        Workload(
            name: "commit-indexed", summary: "the same with an index on every field",
            measure: CommitWorkload.indexed),
        Workload(
            name: "commit-raw", summary: "the same batches straight into RocksDB, synced",
            measure: CommitWorkload.raw),
        Workload(
            name: "cold-start", summary: "from starting posmirrord to the first answer",
            measure: ColdStartWorkload.measure),
        Workload(
            name: "memory", summary: "resident memory of posmirrord, empty and with the catalog",
            measure: MemoryWorkload.measure),
        Workload(
            name: "prepare", summary: "makes a store with the catalog for --data",
            measure: PrepareWorkload.measure),
        Workload(
            name: "export", summary: "writes the catalog and rules as CSV, for the peers",
            measure: ExportWorkload.measure),
        Workload(
            name: "inventory", summary: "writes an inventory answer as JSON, for ingest",
            measure: ExportWorkload.inventory),
    ]
}
