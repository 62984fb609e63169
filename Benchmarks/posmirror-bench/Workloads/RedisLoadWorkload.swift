/// The peer of product-get-pipelined: a redis-server with the same items, under the same load.
enum RedisLoadWorkload {
    static func measure(_ options: BenchOptions) throws(BenchFailure) -> BenchReport {
        let socket = try options.required(options.input, "--input")
        let mirror = try BenchMirror(options)
        let count = min(ProductGetWorkload.productsAsked, options.products)
        let generation = try mirror.generation()
        var keys: [[UInt8]] = []
        var values: [[UInt8]] = []
        for place in 0..<count {
            let key = Array(ProductGetWorkload.id(place, of: count, options).utf8)
            var item: [UInt8] = []
            guard key.withUnsafeBytes({ generation.appendProduct($0, to: &item) }) else {
                throw .wrong("a product is missing")
            }
            keys.append(key)
            values.append(item)
        }
        try mirror.close()
        try fill(socket, keys, values)
        let load = try LoadGenerator(
            .redis, path: socket, connections: options.connections, depth: options.depth,
            requests: keys.map { Exchange.redisCommand([Array("GET".utf8), $0]) })
        return try LoadReport.make("redis-load", options, load)
    }

    private static func fill(
        _ socket: String, _ keys: [[UInt8]], _ values: [[UInt8]]
    ) throws(BenchFailure) {
        for (key, value) in zip(keys, values) {
            let set = Exchange.redisCommand([Array("SET".utf8), key, value])
            let one = try LoadGenerator(
                .redis, path: socket, connections: 1, depth: 1, requests: [set])
            guard try one.run(calls: 1).errors == 0 else {
                throw .wrong("redis-server did not take a value")
            }
        }
    }
}
