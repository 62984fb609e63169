import FeedMapping
import Memory
import PointOfSale

/// The memory of one feed: of its bytes while they are read, and of what was read of them. One
/// thread at a time.
final class FeedRoom {
    private let memory: MemoryBudget
    private let bytesLease: MemoryLease
    /// The memory of the records, for whoever keeps them.
    let recordsLease: MemoryLease
    private var recordBytes = 0
    private var isFull = false

    init(_ memory: MemoryBudget) {
        self.memory = memory
        bytesLease = MemoryLease(memory, .answers)
        recordsLease = MemoryLease(memory, .answers)
    }

    /// Whether there is memory for `count` bytes of the feed in all.
    func holds(_ count: Int) -> Bool { bytesLease.tryResize(to: count) }

    /// As ``holds(_:)``; throws `tooLarge`, naming `part`.
    func hold(_ count: Int, of part: String) throws(POSError) {
        guard holds(count) else { throw refusal(part) }
    }

    /// Takes the memory of a record of about `bytes`. False, then and for all that follow, where
    /// there is none.
    func take(_ bytes: Int) -> Bool {
        guard !isFull else { return false }
        recordBytes += bytes
        isFull = !recordsLease.tryResize(to: recordBytes)
        return !isFull
    }

    /// Throws `tooLarge` where a record was not taken: the others say nothing without it.
    func check(_ part: String) throws(POSError) {
        if isFull { throw refusal(part) }
    }

    private func refusal(_ part: String) -> POSError {
        POSError(
            code: .tooLarge, path: part, message: memory.refusalText(.answers, of: "the feed"))
    }
}
