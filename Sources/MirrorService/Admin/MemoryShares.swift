import DocumentStore
import Memory
import MirrorMessages

/// What each share of the memory has and what of it is taken.
struct MemoryShares {
    let all: [MemoryShare]

    init(_ memory: MemoryBudget, _ store: DocumentStore) {
        all =
            [Self.store(memory, store), Self.catalogs(memory)]
            + MemoryUse.allCases.map { Self.work($0, memory) }
    }

    private static func store(_ memory: MemoryBudget, _ store: DocumentStore) -> MemoryShare {
        var share = MemoryShare()
        share.name = "store"
        share.limitBytes = memory.bytesMax == nil ? 0 : Int64(memory.storeBytes)
        // A closed store has nothing.
        if let metrics = try? store.metrics() {
            share.usedBytes = Int64(clamping: metrics.blockCacheBytes + metrics.writeBufferBytes)
        }
        share.peakBytes = share.usedBytes
        return share
    }

    private static func catalogs(_ memory: MemoryBudget) -> MemoryShare {
        var share = MemoryShare()
        share.name = "catalogs"
        share.usedBytes = Int64(memory.catalogBytes)
        share.peakBytes = share.usedBytes
        return share
    }

    private static func work(_ use: MemoryUse, _ memory: MemoryBudget) -> MemoryShare {
        var share = MemoryShare()
        share.name = use.name
        share.usedBytes = Int64(memory.used(use))
        share.peakBytes = Int64(memory.peak(use))
        share.limitBytes = memory.bytesMax == nil ? 0 : Int64(memory.limit(use))
        share.refused = Int64(memory.refusals(use))
        return share
    }
}
