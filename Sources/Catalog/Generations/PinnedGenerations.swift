import Synchronization

/// Keeps the states of menus that somebody pages through, so that all pages show one state.
///
/// Bounded in number, memory and time (``CatalogLimits``): past that, the state that was asked for
/// longest ago goes first, and its cursors have expired. Clients that page through one state share
/// it, and only a page that this daemon gave pins anything. Thread-safe.
final class PinnedGenerations: Sendable {
    /// This run of the daemon: states end with it, and another run may number its own alike.
    let epoch: UInt64
    private let bytesMax: Int
    private let state = Mutex(State())

    fileprivate struct Pin {
        let org: String
        let generation: Generation
        /// Milliseconds since 1970.
        let since: Int64
        var usedAt: Int64
        /// Bytes that it holds beside the tenant's newest state.
        var bytes: Int
    }

    fileprivate struct State {
        /// The one that was asked for longest ago first.
        var pins: [Pin] = []
    }

    init(epoch: UInt64, bytesMax: Int = CatalogLimits.pinnedBytesMax) {
        self.epoch = epoch
        self.bytesMax = bytesMax
    }

    /// How many states are pinned, and the bytes that they hold.
    var usage: (count: Int, bytes: Int) {
        state.withLock { state in (state.pins.count, state.pins.reduce(0) { $0 + $1.bytes }) }
    }

    /// The state that a cursor of `org` names; throws `expiredCursor` where it is kept no more.
    func generation(
        _ wanted: MenuCursor.State, org: String, newest: Generation, now: Int64
    ) throws(CatalogError) -> Generation {
        guard wanted.epoch == epoch else { throw .expiredCursor }
        if newest.version == wanted.generation { return newest }
        let pin = edit(now) { state in
            state.pins.first { $0.org == org && $0.generation.version == wanted.generation }
        }
        guard let pin else { throw .expiredCursor }
        return pin.generation
    }

    /// Keeps `generation` for whoever asks for its next page.
    func pin(_ generation: Generation, org: String, newest: Generation, now: Int64) {
        edit(now) { state in
            let known = state.pins.firstIndex { $0.org == org && $0.generation === generation }
            let old = known.map { state.pins.remove(at: $0) }
            state.pins.append(
                Pin(
                    org: org, generation: generation, since: old?.since ?? now, usedAt: now,
                    bytes: generation.bytes(beside: newest)))
        }
    }

    /// Counts anew what the tenant's pinned states hold, now that `newest` is its state.
    func published(_ newest: Generation, org: String, now: Int64) {
        edit(now) { state in
            for index in state.pins.indices where state.pins[index].org == org {
                state.pins[index].bytes = state.pins[index].generation.bytes(beside: newest)
            }
        }
    }

    /// Lets go of what has been kept long enough.
    func expire(now: Int64) { edit(now) { _ in } }

    private func edit<Result: Sendable>(_ now: Int64, _ body: (inout State) -> Result) -> Result {
        var result: Result?
        // Freed outside the lock: a state can have a million rows.
        let gone = state.withLock { state in
            let gone = state.expire(now)
            result = body(&state)
            return gone + state.trim(bytesMax)
        }
        withExtendedLifetime(gone) {}
        guard let result else { preconditionFailure("the body was not run") }
        return result
    }
}

extension PinnedGenerations.State {
    /// Takes out what is too old or was not asked for, and where the clock went back.
    fileprivate mutating func expire(_ now: Int64) -> [Generation] {
        remove { pin in
            now < pin.usedAt || now - pin.usedAt > CatalogLimits.pinIdleMilliseconds
                || now - pin.since > CatalogLimits.pinMilliseconds
        }
    }

    /// Takes out what is too much.
    fileprivate mutating func trim(_ bytesMax: Int) -> [Generation] {
        var (counts, total, bytes): ([String: Int], Int, Int) = ([:], 0, 0)
        var dropped: Set<ObjectIdentifier> = []
        // The latest first: they stay.
        for pin in pins.reversed() {
            counts[pin.org, default: 0] += 1
            total += 1
            bytes += pin.bytes
            if counts[pin.org, default: 0] > CatalogLimits.pinsPerTenantMax
                || total > CatalogLimits.pinsMax || bytes > bytesMax
            {
                dropped.insert(ObjectIdentifier(pin.generation))
                (counts[pin.org, default: 1], total) = (counts[pin.org, default: 1] - 1, total - 1)
                bytes -= pin.bytes
            }
        }
        return dropped.isEmpty ? [] : remove { dropped.contains(ObjectIdentifier($0.generation)) }
    }

    private mutating func remove(
        _ isOver: (PinnedGenerations.Pin) -> Bool
    ) -> [Generation] {
        let gone = pins.filter(isOver).map(\.generation)
        if !gone.isEmpty { pins.removeAll(where: isOver) }
        return gone
    }
}

extension Generation {
    /// About the bytes that it keeps in memory beside `newest`, which shares what did not change.
    func bytes(beside newest: Generation) -> Int {
        guard self !== newest else { return 0 }
        var bytes = 0
        for (number, segment) in segments.enumerated()
        where number >= newest.segments.count || newest.segments[number] !== segment {
            bytes += segment.memoryBytes
        }
        if pricing !== newest.pricing {
            bytes += pricing.rules.count * CatalogLimits.pinnedRuleBytes
            bytes += assignment.ownRows.count * MemoryLayout<Assignment.OwnRow>.stride
        }
        return bytes
    }
}

extension Segment {
    /// About the bytes that it occupies, its part of the indexes included.
    var memoryBytes: Int { bytes.capacity + count * CatalogLimits.pinnedRowBytes }
}
