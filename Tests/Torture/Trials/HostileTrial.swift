import Glibc
import LinuxSystem
import MirrorClient
import MirrorMessages
import Randomness

/// Peers that break every rule of the wire beside honest ones, which must not notice.
struct HostileTrial: Trial {
    let scene: Scene
    let ledger = Ledger()
    private var random: SeededRandom
    var result: TrialResult

    static func run(_ settings: TortureSettings, seed: UInt64) throws -> TrialResult {
        var trial = try HostileTrial(settings, seed)
        return trial.finished { try $0.perform() }
    }

    private init(_ settings: TortureSettings, _ seed: UInt64) throws {
        scene = try Scene(settings, seed: seed)
        random = SeededRandom(seed: seed, stream: 6, index: 0)
        result = TrialResult(.hostile, seed: seed)
    }

    private mutating func perform() throws {
        result.finds += try scene.start().finds
        guard result.finds.isEmpty else { return }
        try scene.prepare()
        try scene.connected(database: Scene.database) { try Transfers.open($0) }
        let load = Load(scene, ledger)
        for writer in 0..<2 {
            load.run(
                CellWriter(
                    ledger, seed: scene.seed, kind: .plain, writer: writer, cells: 20))
            load.run(Transfers(ledger, seed: scene.seed, writer: writer))
        }
        let attacks = random.between(20, 60)
        var peers: [FileDescriptor] = []
        for _ in 0..<attacks {
            if let peer = try attack() { peers.append(peer) }
        }
        load.waitForWrites(random.between(20, 100))
        load.stop()
        result.harm = "\(attacks) attacks, \(peers.count) peers that stay"
        for (refusal, count) in ledger.snapshot.refusals {
            result.finds.append(Find(.silent, "\(count) honest calls were refused: \(refusal)"))
        }
        if let end = scene.victim?.endSoFar {
            result.finds.append(Find(.crash, "\(end); \(scene.victim?.said.lastLines ?? "")"))
            return
        }
        var check = StoreCheck(scene, ledger)
        check.run()
        result.finds += check.finds
        // In order it would wait for those that never read.
        result.finds += scene.kill()
    }

    /// One attack; the peer where it stays connected.
    private mutating func attack() throws -> FileDescriptor? {
        // A daemon that admits nobody any more shows in the honest calls.
        guard let peer = try? Socket.connect(unixPath: scene.socket) else { return nil }
        let bytes: [UInt8]
        var stays = random.chance(1, of: 3)
        switch random.below(7) {
        case 0: bytes = Array(frame(length: 100, type: 1).prefix(random.between(1, 9)))
        case 1: bytes = frame(length: .max, type: 1) + random.bytes(200)
        case 2: bytes = random.bytes(random.between(1, 20_000))
        case 3: bytes = broken()
        case 4:
            let body = random.bytes(random.between(1, 500))
            bytes = frame(length: UInt32(body.count), type: UInt8(random.below(256))) + body
        case 5:
            bytes = frame(length: 4_000_000, type: 1) + random.bytes(10_000)
        default:
            // Never reads what it asks for.
            bytes = (0..<200).flatMap { menuRequest(stream: UInt32(2 * $0 + 1)) }
            stays = true
        }
        try? peer.setNonblocking(true)
        bytes.withUnsafeBytes { _ = try? peer.send($0, wait: false) }
        if stays { return peer }
        peer.shutdown()
        return nil
    }

    /// A valid request with some of its bytes changed.
    private mutating func broken() -> [UInt8] {
        var bytes = menuRequest(stream: 1)
        for _ in 0..<random.between(1, 6) {
            bytes[random.below(bytes.count)] = UInt8(random.below(256))
        }
        return bytes
    }

    private mutating func frame(length: UInt32, type: UInt8) -> [UInt8] {
        let stream = UInt32(random.below(1000))
        return (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) }
            + (0..<4).map { UInt8(truncatingIfNeeded: stream >> (24 - 8 * $0)) } + [type, 0]
    }

    private func menuRequest(stream: UInt32) -> [UInt8] {
        var request = GetMenuRequest()
        request.orgId = Scene.org
        var call = RPCRequestBytes()
        call.service = MenuCall.getMenu.service
        call.method = MenuCall.getMenu.method
        call.payload = request.wireBytes
        let body = call.bytes
        let length = UInt32(body.count)
        return (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) }
            + (0..<4).map { UInt8(truncatingIfNeeded: stream >> (24 - 8 * $0)) } + [1, 1] + body
    }
}
