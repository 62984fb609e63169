import StatusCodes
import Synchronization

/// Keeps the generations that clients page through, so that all pages of a query are of one state.
///
/// Bounded in number, memory and time (``CatalogLimits``): beyond that the least recently used is
/// dropped and its cursors expire. Clients share a pinned generation, and only a cursor issued by
/// this daemon pins one. Thread-safe.
final class PinnedGenerations: Sendable {
    /// Identifies this run of the daemon: generations end with it, and another run may reuse their
    /// versions.
    let epoch: UInt64
    private let bytesMax: Int
    private let state = Mutex(State())

    fileprivate struct Pin {
        let org: String
        /// The store's, empty for the tenant's own catalog.
        let location: String
        let generation: Generation
        /// Milliseconds since 1970.
        let since: Int64
        var usedAt: Int64
        /// Bytes that it holds besides the catalog's current generation.
        var bytes: Int

        func isOf(_ org: String, _ location: String) -> Bool {
            self.org == org && self.location == location
        }
    }

    fileprivate struct State {
        /// Least recently used first.
        var pins: [Pin] = []
    }

    init(epoch: UInt64, bytesMax: Int = CatalogLimits.pinnedBytesMax) {
        precondition(epoch != 0, "0 is no run's")
        self.epoch = epoch
        self.bytesMax = bytesMax
    }

    /// Number of pinned generations, and the bytes that they hold.
    var usage: (count: Int, bytes: Int) {
        state.withLock { state in (state.pins.count, state.pins.reduce(0) { $0 + $1.bytes }) }
    }

    /// The generation of a cursor of `org`, and of a store of it where `location` is not empty;
    /// throws `expiredCursor` where it is no longer kept.
    func generation(
        _ wanted: MenuCursor.State, org: String, location: String = "", newest: Generation,
        now: Int64
    ) throws(Status) -> Generation {
        guard wanted.epoch == epoch else { throw .expiredCursor }
        if newest.version == wanted.generation { return newest }
        let pin = edit(now) { state in
            state.pins.first {
                $0.isOf(org, location) && $0.generation.version == wanted.generation
            }
        }
        guard let pin else { throw .expiredCursor }
        return pin.generation
    }

    /// Pins `generation` for its next pages.
    func pin(
        _ generation: Generation, org: String, location: String = "", newest: Generation, now: Int64
    ) {
        edit(now) { state in
            let known = state.pins.firstIndex {
                $0.isOf(org, location) && $0.generation === generation
            }
            let old = known.map { state.pins.remove(at: $0) }
            assert(
                !state.pins.contains { $0.isOf(org, location) && $0.generation === generation },
                "a state is pinned once")
            state.pins.append(
                Pin(
                    org: org, location: location, generation: generation, since: old?.since ?? now,
                    usedAt: now,
                    bytes: generation.bytes(beside: newest)))
        }
    }

    /// Recounts the bytes of the catalog's pinned generations after `newest` was published.
    func published(_ newest: Generation, org: String, location: String = "", now: Int64) {
        edit(now) { state in
            for index in state.pins.indices where state.pins[index].isOf(org, location) {
                state.pins[index].bytes = state.pins[index].generation.bytes(beside: newest)
            }
        }
    }

    /// Drops expired generations.
    func expire(now: Int64) { edit(now) { _ in } }

    private func edit<Result: Sendable>(_ now: Int64, _ body: (inout State) -> Result) -> Result {
        var result: Result?
        // Freed outside the lock: a generation may have a million rows.
        let released = state.withLock { state in
            let released = state.expire(now)
            result = body(&state)
            let much = state.trim(bytesMax)
            precondition(
                state.pins.count <= CatalogLimits.pinsMax
                    && state.pins.reduce(0) { $0 + $1.bytes } <= max(bytesMax, 0),
                "what is pinned is bounded")
            return released + much
        }
        withExtendedLifetime(released) {}
        guard let result else { preconditionFailure("the body was not run") }
        return result
    }
}

extension PinnedGenerations.State {
    /// Removes generations that are too old or idle, or newer than a clock that stepped back.
    fileprivate mutating func expire(_ now: Int64) -> [Generation] {
        remove { pin in
            now < pin.usedAt || now - pin.usedAt > CatalogLimits.pinIdleMilliseconds
                || now - pin.since > CatalogLimits.pinMilliseconds
        }
    }

    /// Removes generations beyond the limits.
    fileprivate mutating func trim(_ bytesMax: Int) -> [Generation] {
        var (counts, total, bytes): ([String: Int], Int, Int) = ([:], 0, 0)
        var dropped: Set<ObjectIdentifier> = []
        // Most recently used first: these are kept.
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
        let released = pins.filter(isOver).map(\.generation)
        if !released.isEmpty { pins.removeAll(where: isOver) }
        return released
    }
}

extension Generation {
    /// Approximate bytes that it holds in memory besides `newest`, which shares what did not
    /// change.
    func bytes(beside newest: Generation) -> Int {
        guard self !== newest else { return 0 }
        var bytes = 0
        for (number, segment) in segments.enumerated()
        where number >= newest.segments.count || newest.segments[number] !== segment {
            bytes += segment.memoryBytes
        }
        if pricing !== newest.pricing {
            bytes += pricing.rules.count * CatalogLimits.pinnedRuleBytes
            bytes +=
                assignment.productRuleRows.count * MemoryLayout<Assignment.ProductRuleRow>.stride
        }
        return bytes
    }
}

extension Generation {
    /// Approximate bytes with everything that others may share.
    var memoryBytes: Int {
        segments.reduce(pricing.rules.count * CatalogLimits.pinnedRuleBytes) {
            $0 + $1.memoryBytes
        }
    }
}

extension Segment {
    /// Approximate bytes, with its part of the indexes.
    var memoryBytes: Int { bytes.capacity + count * CatalogLimits.pinnedRowBytes }
}
