/// The text of `--help`, derived from the list of workloads.
enum BenchHelp {
    static var text: String {
        let width = Workload.all.map(\.name.count).max() ?? 0
        let rows = Workload.all.map { workload in
            let gap = String(repeating: " ", count: width - workload.name.count)
            return "  \(workload.name)\(gap)  \(workload.summary)"
        }
        return """
            posmirror-bench measures one thing at a time and says what came out of it.

            Usage: posmirror-bench WORKLOAD [options]

            Workloads:
            \(rows.joined(separator: "\n"))

            Options:
              --products N     size of the catalog, or documents of commit (100000)
              --rules N        discount rules (500)
              --connections N  connections of the load generator (50)
              --depth N        calls in flight on each of them (16)
              --seed S         the same seed gives the same catalog, rules and hash (1)
              --runs N         timed runs (each workload has its own default)
              --data DIR       a store made by prepare; else one is made in /tmp and removed
              --input PATH     inventory of ingest, socket of redis-load
              --output PATH    what prepare, export and inventory write; the directory in which
                               commit and ingest make a store (on a disk; default /tmp)
              --json           one JSON object instead of text

            Catalog and prices are checked, not only timed: hash is the same for equal prices,
            whoever computed them. Workloads with a daemon start the posmirrord that lies beside
            this program.

            Exit codes: 0 measured, 1 something needed failed, 2 usage, 3 the result is wrong.

            Examples:
              posmirror-bench reprice-full --products 1000000 --rules 500
              posmirror-bench product-get-pipelined --connections 50 --depth 16 --json
              posmirror-bench prepare --products 1000000 --output /tmp/million
              posmirror-bench cold-start --products 1000000 --data /tmp/million
            """
    }
}
