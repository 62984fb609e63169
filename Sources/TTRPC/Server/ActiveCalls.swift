/// The calls of one connection that are still running, by stream number. REQUIRES: used on the
/// connection's loop only.
struct ActiveCalls {
    enum Call {
        case worker(CallCancellation)
        case producer(any StreamProducer, remoteClosed: Bool)
        case stream(ServerStream, isPush: Bool)

        /// Whether it is more than a reply.
        var isStream: Bool {
            if case .worker = self { false } else { true }
        }
    }

    private var calls: [UInt32: Call] = [:]
    /// The streams to pull messages from, round robin. An ended one is removed when it is next.
    private var producers: [UInt32] = []
    /// The largest stream number that the peer has used.
    private var lastStreamID: UInt32 = 0

    var count: Int { calls.count }
    var isEmpty: Bool { calls.isEmpty }

    subscript(streamID: UInt32) -> Call? { calls[streamID] }

    // MARK: Numbers

    /// Claims the number of a new call. Returns false and changes nothing unless it is odd and
    /// larger than all before (ttrpc's PROTOCOL.md, "Streams").
    @inline(__always)
    mutating func take(_ streamID: UInt32) -> Bool {
        guard streamID & 1 == 1, streamID > lastStreamID else { return false }
        lastStreamID = streamID
        return true
    }

    /// Whether the peer has used this number, or skipped it.
    func wasTaken(_ streamID: UInt32) -> Bool { streamID & 1 == 1 && streamID <= lastStreamID }

    // MARK: Calls

    /// Adds a call whose number was claimed, or replaces it.
    mutating func set(_ call: Call, for streamID: UInt32) {
        precondition(wasTaken(streamID), "a call needs a number")
        let old = calls.updateValue(call, forKey: streamID)
        guard case .producer = call else { return }
        if let old {
            guard case .producer = old else { preconditionFailure("a call stays of its kind") }
        } else {
            producers.append(streamID)
        }
    }

    mutating func remove(_ streamID: UInt32) -> Call? { calls.removeValue(forKey: streamID) }

    /// Removes and returns all calls.
    mutating func removeAll() -> [Call] {
        defer {
            calls = [:]
            producers = []
        }
        return Array(calls.values)
    }

    /// The streams that a service keeps and pushes to.
    var pushStreams: [UInt32] {
        calls.compactMap { streamID, call in
            if case .stream(_, isPush: true) = call { streamID } else { nil }
        }
    }

    // MARK: Producers

    var producerCount: Int { producers.count }

    func producer(at index: Int) -> UInt32 { producers[index] }

    /// Removes the producer at `index`, whose call has ended.
    mutating func dropProducer(at index: Int) {
        precondition(calls[producers[index]] == nil, "only an ended stream loses its turn")
        producers.remove(at: index)
    }

    /// Traps on an inconsistency. Large tables are not checked, so the cost is bounded.
    func checkInvariants() {
        guard calls.count <= 64 else { return }
        for (streamID, call) in calls {
            precondition(wasTaken(streamID), "\(streamID) was never taken")
            let turns = producers.count { $0 == streamID }
            if case .producer = call {
                precondition(turns == 1, "\(streamID) has \(turns) turns")
            } else {
                precondition(turns == 0, "\(streamID) is not pulled")
            }
        }
    }
}
