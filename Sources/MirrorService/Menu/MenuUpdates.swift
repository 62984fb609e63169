import Catalog
import Synchronization

/// The messages that lead watchers from one generation of a menu to another: each is made once for
/// all watchers that are sent it, and kept for those that are a little behind. Any thread.
final class MenuUpdates: Sendable {
    /// A message of an update, and what comes after it; the message is nil where there is none.
    typealias Step = (message: [UInt8]?, rest: MenuUpdateStream)

    /// A step that is made by whoever asks for it first, while the others wait for it.
    private final class Shared: Sendable {
        let step = Mutex<Step?>(nil)
    }

    /// Names a step; the generations are kept as long as the step, so no other has their identity.
    private struct Name: Hashable {
        let old: ObjectIdentifier?
        let new: ObjectIdentifier
        /// The number of the message; nil for the comparison of the generations.
        let number: Int?
        /// Whether there is a message although nothing has visibly changed.
        let mayBeEmpty: Bool
    }

    private struct State {
        var steps: [Name: Shared] = [:]
        /// The names in the order in which they came, with the tenant and the bytes of each.
        var order: [(name: Name, org: String, bytes: Int)] = []
        var bytes = 0
    }

    private let state = Mutex(State())
    private let madeCount = Atomic<UInt64>(0)
    private let sentCount = Atomic<UInt64>(0)

    /// Messages that were made, and those that were taken to be sent.
    var counts: (made: UInt64, sent: UInt64) {
        (madeCount.load(ordering: .relaxed), sentCount.load(ordering: .relaxed))
    }

    /// The way of a watcher of `org` from `old`, nil for nothing, to `new`.
    func stream(
        from old: Generation?, to new: Generation, org: String, mayBeEmpty: Bool
    ) -> MenuUpdateStream {
        let name = Name(
            old: old.map(ObjectIdentifier.init), new: ObjectIdentifier(new), number: nil,
            mayBeEmpty: false)
        var stream = step(name, org) {
            (nil, MenuUpdateStream(from: old, to: new, org: org, mayBeEmpty: false))
        }.rest
        stream.hasBegun = mayBeEmpty
        return stream
    }

    /// The next message of `stream`, which goes on; nil after the last.
    func next(_ stream: inout MenuUpdateStream) -> [UInt8]? {
        guard !stream.isAtEnd else { return nil }
        let name = Name(
            old: stream.old.map(ObjectIdentifier.init), new: ObjectIdentifier(stream.new),
            number: stream.number, mayBeEmpty: stream.hasBegun)
        let (message, rest) = step(name, stream.org) { [stream] in
            var rest = stream
            let message = rest.next()
            if message != nil { madeCount.wrappingAdd(1, ordering: .relaxed) }
            return (message, rest)
        }
        stream = rest
        if message != nil { sentCount.wrappingAdd(1, ordering: .relaxed) }
        return message
    }

    /// Forgets the steps of a tenant's menus, and with them its earlier generations.
    func forget(_ org: String) {
        state.withLock { state in
            for kept in state.order where kept.org == org {
                state.steps[kept.name] = nil
                state.bytes -= kept.bytes
            }
            state.order.removeAll { $0.org == org }
            assert(
                state.bytes >= 0 && state.steps.count == state.order.count, "what is kept counts")
        }
    }

    private func step(_ name: Name, _ org: String, _ make: () -> Step) -> Step {
        let shared = state.withLock { state in
            if let known = state.steps[name] { return known }
            let shared = Shared()
            state.steps[name] = shared
            state.order.append((name, org, 0))
            return shared
        }
        var made: Int?
        let step = shared.step.withLock { step in
            if let step { return step }
            let new = make()
            made = new.message?.count ?? 0
            step = new
            return new
        }
        if let made { keep(name, bytes: made) }
        return step
    }

    /// Counts the bytes of a step, and forgets the oldest where all of them have too many.
    private func keep(_ name: Name, bytes: Int) {
        state.withLock { state in
            guard let place = state.order.lastIndex(where: { $0.name == name }) else { return }
            state.bytes += bytes - state.order[place].bytes
            state.order[place].bytes = bytes
            var gone = 0
            while state.order.count - gone > ServiceLimits.watchStepsKept
                || state.bytes > ServiceLimits.watchBytesKept, gone < state.order.count
            {
                let oldest = state.order[gone]
                state.steps[oldest.name] = nil
                state.bytes -= oldest.bytes
                gone += 1
            }
            state.order.removeFirst(gone)
        }
    }
}
