import JSON
import Memory
import PointOfSale

/// Parses the response of the inventory search as it arrives: a bare array of rows, or one under
/// `data` or `items`.
///
/// One thread at a time. After an error the parser only rethrows it; a partial inventory is never
/// returned.
public final class InventoryParser {
    private var core = InventoryParserCore()
    private var failure: JSONFault?
    private var isTaken = false

    public init() {}

    deinit { core.deallocate(keepingRows: isTaken) }

    /// Parses the next bytes, of any number.
    public func feed(_ bytes: UnsafeRawBufferPointer) throws(JSONFault) {
        precondition(!isTaken, "feed after finish")
        if let failure { throw failure }
        do {
            try core.feed(bytes)
        } catch {
            failure = error
            throw error
        }
    }

    /// Bytes that are taken so far, or will be when the rows are grouped.
    var memoryBytes: Int { core.memoryBytes }

    /// Completes the response and groups its rows, whose memory is `lease`. REQUIRES: called once.
    public func finish(_ lease: MemoryLease? = nil) throws(JSONFault) -> Inventory {
        precondition(!isTaken, "finish after finish")
        if let failure { throw failure }
        do {
            try core.finish()
        } catch {
            failure = error
            throw error
        }
        isTaken = true
        var total = core.rows.total
        total.merge(ListingTotal(core.envelope))
        return Inventory(
            owning: core.rows.storage, isShort: core.rows.rowCount < total.rows ?? 0, total: total,
            unreadable: core.rows.unreadable.values(in: core.rows.storage), lease: lease)
    }
}
