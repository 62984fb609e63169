import Memory
import StatusCodes

/// Streams whose messages are made when there is room for them.
extension ServerConnection {
    /// Pulls messages from the producers, round robin, until enough output waits.
    func pullProducers() {
        var index = 0
        let memory = shared.configuration.memory
        let isPressed = memory.isPressed(.replies)
        // While memory is scarce a chunk at a time; none while there is none.
        waitsForMemory = isPressed && calls.producerCount > 0 && memory.isFull(.replies)
        if waitsForMemory { return }
        let backlog = isPressed ? 1 : TTRPCLimits.producerBacklogBytes
        while calls.producerCount > 0, output.pendingCount < backlog {
            if index >= calls.producerCount { index = 0 }
            if pull(calls.producer(at: index)) {
                index += 1
            } else {
                calls.dropProducer(at: index)
            }
        }
    }

    /// Pulls one message of a producer; false when it has ended.
    private func pull(_ streamID: UInt32) -> Bool {
        guard case .producer(let producer, _)? = calls[streamID] else { return false }
        output.beginFrame(.data)
        do throws(Status) {
            let step = try producer.produce(into: &output)
            let count = output.payloadCount
            if count == 0, case .done = step {
                output.dropFrame()
            } else if !output.endData(streamID: streamID) {
                throw FrameEncoder.oversized(count)
            }
            if case .more = step { return true }
            output.appendRaw(FrameEncoder.endOfStream(streamID: streamID))
        } catch {
            output.dropFrame()
            reply(streamID, error)
        }
        _ = removeCall(streamID)
        return false
    }
}

extension ResponseBuffer {
    /// Appends a complete frame. REQUIRES: no other frame has been begun.
    mutating func appendRaw(_ frame: [UInt8]) {
        append(frame)
        settle()
    }
}
