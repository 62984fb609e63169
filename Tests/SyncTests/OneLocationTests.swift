import DocumentStore
import FirestoreModel
import LinuxSystem
import TestSupport
import Testing

@testable import Sync

/// A tenant with one location, which accounts and stores must cost nothing: its documents are
/// pinned, byte by byte, as they were before there were any.
@Suite struct OneLocationTests {
    @Test func aTenantWithOneLocationWritesTheBytesThatItDid() throws {
        try withMirror(
            products: 24,
            {
                $0.today = "2026-11-20"
                ($0.orders, $0.customers, $0.discounts) = (8, 6, 5)
            }
        ) { mirror in
            // 20 November 2026, 18:00 UTC: dates of batches and sales lie around that day.
            mirror.clock.advance(
                milliseconds: 1_795_197_600_000 - SystemClock.wallMilliseconds())
            mirror.sync(.org)
            Golden.expect(try Self.listing(mirror), is: "Sync/one-location.txt")
        }
    }

    /// A line for every document: its path, how many fields it has, and a digest of their bytes
    /// without the time of the run.
    private static func listing(_ mirror: TestMirror) throws -> String {
        var lines: [String] = []
        for found in try mirror.store.documents(DocumentScan(prefix: [])) {
            let path = "\(try found.key.decode().path)"
            if path.hasPrefix("tenants/acme/integrations/pos") || path.contains("/writeLog/") {
                continue
            }
            var fields = try Fields(mapValueBytes: found.document.fields)
            fields["updatedAt"] = nil
            let digest = fields.mapValueBytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
                ($0 ^ UInt64($1)) &* 0x100_0000_01B3
            }
            lines.append("\(path) \(fields.count) \(String(digest, radix: 16))")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
