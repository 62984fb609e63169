import PointOfSale
import Synchronization

/// What the item search said of a location's items, kept for a day: images and descriptions change
/// rarely, and products can do without.
final class ItemDetailsCache: Sendable {
    private struct State {
        var details: [POSID: ItemDetails] = [:]
        /// Monotonic milliseconds before which nobody is asked again.
        var askAgainAt: Int64?
        /// A POS without that search is not worth a warning at each run.
        var isAbsent = false
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Int64

    /// - Parameter now: monotonic milliseconds.
    init(now: @escaping @Sendable () -> Int64) { self.now = now }

    /// Everything that is known.
    var known: [POSID: ItemDetails] { state.withLock { $0.details } }

    /// Everything that is known, asking `ask` where that is old or knows nothing of some item.
    /// What was known stays where nothing better came; `failure` says why.
    func lookup(
        _ wanted: some Sequence<POSID>,
        ask: () throws(POSError) -> ItemDetailsList
    ) -> (details: [POSID: ItemDetails], unreadable: UnreadableValues, failure: String?) {
        let time = now()
        let known = state.withLock { $0 }
        if let again = known.askAgainAt {
            let hasNew = !known.isAbsent && wanted.contains { known.details[$0] == nil }
            let wait = SyncLimits.itemDetailsMilliseconds - SyncLimits.newItemsMilliseconds
            guard time >= (hasNew ? again - wait : again) else {
                return (known.details, UnreadableValues(), nil)
            }
        }
        do throws(POSError) {
            let list = try ask()
            return (keep(list, at: time), list.unreadable, list.failure?.description)
        } catch {
            let (details, failure) = failed(error, at: time)
            return (details, UnreadableValues(), failure)
        }
    }

    private func keep(_ list: ItemDetailsList, at time: Int64) -> [POSID: ItemDetails] {
        state.withLock { state in
            // Of an answer that broke off only what it has is newer.
            state.details =
                list.failure == nil
                ? list.details : state.details.merging(list.details) { _, new in new }
            state.isAbsent = false
            state.askAgainAt =
                list.failure == nil
                ? time + SyncLimits.itemDetailsMilliseconds : nil
            return state.details
        }
    }

    private func failed(
        _ error: POSError, at time: Int64
    ) -> (details: [POSID: ItemDetails], failure: String?) {
        let isAbsent = [.http(404), .http(405), .http(501)].contains(error.code)
        return state.withLock { state in
            state.isAbsent = isAbsent
            if isAbsent { state.askAgainAt = time + SyncLimits.itemDetailsMilliseconds }
            return (state.details, isAbsent ? nil : error.description)
        }
    }
}
