import LinuxSystem
import Sync
import Synchronization
import TTRPC
import Testing

@testable import MirrorService

/// What is said of refusals.
@Suite struct RefusalsTests {
    @Test func everyEpisodeHasOneLine() {
        let now = Mutex<UInt64>(1)
        let lines = Mutex<[String]>([])
        let refusals = Refusals(clock: { now.withLock { $0 } }) { line in
            lines.withLock { $0.append(line.text) }
        }
        let connection = ShareRefusal(.connections, uid: 7, limit: 5)
        for _ in 0..<100 { refusals.note(connection) }
        #expect(lines.withLock { $0.count } == 1)
        #expect(lines.withLock { $0[0] }.contains("user 7 has its share of connections"))
        #expect(lines.withLock { $0[0] }.contains("limit=5 setting=connections_per_user"))
        refusals.note(ShareRefusal(.connections, uid: 8, limit: 5))
        refusals.note(ShareRefusal(.streams, uid: 7, limit: 5))
        #expect(lines.withLock { $0.count } == 3)
        // Every refusal prolongs its episode.
        let episode = ServiceLimits.refusalEpisodeSeconds * 1_000_000_000
        now.withLock { $0 += episode }
        refusals.note(connection)
        now.withLock { $0 += episode }
        refusals.note(connection)
        #expect(lines.withLock { $0.count } == 3)
        now.withLock { $0 += episode + 1 }
        refusals.note(connection)
        #expect(lines.withLock { $0.count } == 4)
        refusals.note(ShareRefusal(.queries, uid: 7, limit: 9, setting: "query_rows"))
        #expect(lines.withLock { $0.last }?.contains("limit=9 setting=query_rows") == true)
        refusals.note(ShareRefusal(.writes, uid: 7, limit: 9))
        #expect(lines.withLock { $0.last }?.hasSuffix("limit=9") == true)
        refusals.note(ShareRefusal(.unread, uid: 7, limit: 9))
        #expect(
            lines.withLock { $0.last }
                == "user 7 does not read what it is sent; its connection is closed limit=9")
        let counts = Dictionary(uniqueKeysWithValues: refusals.counts)
        #expect(counts["connections"] == 104)
        #expect(counts["streams"] == 1)
        #expect(counts["listeners"] == 0)
        #expect(counts["queries"] == 1)
    }
}
