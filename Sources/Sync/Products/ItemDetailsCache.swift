import PointOfSale
import Synchronization

/// A cache of the item search's results for a location, kept for a day: images and descriptions
/// change rarely, and products work without them.
final class ItemDetailsCache: Sendable {
    private struct State {
        var details: [POSID: ItemDetails] = [:]
        /// No request before this time, monotonic milliseconds.
        var askAgainAt: Int64?
        /// The POS has no item search, which is not worth a warning at every run.
        var isAbsent = false

        /// Traps where the POS would never be asked again, or a search is known and absent.
        func checkInvariants(at time: Int64) {
            precondition(!isAbsent || askAgainAt != nil, "an absent search is asked for some day")
            precondition(
                askAgainAt.map { $0 <= time + SyncLimits.itemDetailsMilliseconds } ?? true,
                "the next question is within the time that answers are kept")
        }
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Int64

    /// - Parameter now: monotonic milliseconds.
    init(now: @escaping @Sendable () -> Int64) { self.now = now }

    /// All cached details.
    var known: [POSID: ItemDetails] { state.withLock { $0.details } }

    /// All details, refreshed by `ask` where the cache is old or lacks an item. Cached details stay
    /// where the refresh failed; `failure` tells why.
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
            // A partial response updates only the items it contains.
            state.details =
                list.failure == nil
                ? list.details : state.details.merging(list.details) { _, new in new }
            state.isAbsent = false
            state.askAgainAt =
                list.failure == nil
                ? time + SyncLimits.itemDetailsMilliseconds : nil
            #if DEBUG
                state.checkInvariants(at: time)
            #endif
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
            #if DEBUG
                state.checkInvariants(at: time)
            #endif
            return (state.details, isAbsent ? nil : error.description)
        }
    }
}
