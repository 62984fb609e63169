import Catalog

/// The state last sent to a client, from which a target resumes after a reconnect.
///
/// Bytes: format u8 = 1 | version u64 | commit time i64, µs | rules u64, all big-endian. The time
/// detects a store that was restored from a backup after it issued the token.
struct ResumeToken: Equatable {
    let version: UInt64
    let commitTime: Int64
    /// A hash of the times at which each tenant's rules last changed; equal hashes mean equal
    /// sales.
    let rules: UInt64

    private static let format: UInt8 = 1

    init(_ snapshot: ListenSnapshot) {
        version = snapshot.version
        commitTime = snapshot.storeSnapshot.commitTime
        // FNV-1a, because Swift's hashes differ from process to process.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for (org, generation) in snapshot.generations.sorted(by: { $0.key < $1.key })
        where generation.rulesTime > 0 {
            let time = withUnsafeBytes(of: generation.rulesTime.bigEndian) { [UInt8]($0) }
            for byte in Array(org.utf8) + [0] + time {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            }
        }
        rules = hash
    }

    /// Nil for bytes that are no token of this format.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == 25, bytes[0] == Self.format else { return nil }
        let parts = stride(from: 1, to: 25, by: 8).map { start in
            bytes[start..<start + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        version = parts[0]
        commitTime = Int64(bitPattern: parts[1])
        rules = parts[2]
    }

    var bytes: [UInt8] {
        [version, UInt64(bitPattern: commitTime), rules].reduce(into: [Self.format]) { all, part in
            withUnsafeBytes(of: part.bigEndian) { all.append(contentsOf: $0) }
        }
    }
}
