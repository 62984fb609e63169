import MirrorMessages
import ProtobufWire

/// GetMenu: the whole catalog through the socket.
enum MenuStreamWorkload {
    static func measure(_ options: BenchOptions) throws(BenchFailure) -> BenchReport {
        let daemon = try BenchDaemon(options)
        let caller = try SingleCaller(daemon.socket)
        var asked = GetMenuRequest()
        asked.orgId = BenchCatalog.org
        var request = Exchange.request(MenuMethod.getMenu, asked.wireBytes)
        let hash = try Self.hash(caller, &request)
        var watch = Stopwatch()
        let before = caller.bytesReceived
        let runs = options.runs ?? max(5, min(50, 20_000_000 / options.products))
        for _ in 0..<runs { try watch.time { try caller.skipStream(&request) } }
        let bytes = caller.bytesReceived - before
        var report = BenchReport("menu-stream", options)
        report.set(watch.samples)
        report.megabytesPerSecond = Double(bytes) * 1e3 / Double(watch.samples.total)
        report.residentMegabytes = daemon.residentMegabytes
        report.hash = hash
        report.add("bytes_per_menu", Double(bytes / runs))
        try daemon.stop()
        return report
    }

    /// The hash of the prices. Throws unless all chunks have one version.
    private static func hash(
        _ caller: SingleCaller, _ request: inout [UInt8]
    ) throws(BenchFailure) -> UInt64 {
        var sum: UInt64 = 0
        var versions: Set<UInt64> = []
        try caller.stream(&request) { message throws(BenchFailure) in
            do throws(WireError) {
                sum &+= try PriceHash.ofEntries(message)
                if let version = try version(message) { versions.insert(version) }
            } catch {
                throw .wrong("a chunk does not decode: \(error)")
            }
        }
        guard versions.count == 1 else { throw .wrong("\(versions.count) versions in one menu") }
        return sum
    }

    private static func version(
        _ chunk: UnsafeRawBufferPointer
    ) throws(WireError) -> UInt64? {
        var reader = WireReader(chunk)
        var version: UInt64?
        while let field = try reader.nextField() {
            if field.number == 2, field.type == .varint {
                version = try reader.varint()
            } else {
                try reader.skip(field.type)
            }
        }
        return version
    }
}
