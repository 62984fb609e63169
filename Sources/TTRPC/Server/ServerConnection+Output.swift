import LinuxSystem
import Synchronization

/// Reading, writing and pulling; all on the loop's thread.
extension ServerConnection {
    /// The socket is readable: takes one read's worth and answers what it can.
    func readable(scratch: UnsafeMutableRawBufferPointer) {
        guard let descriptor, !isPaused else { return }
        let isWhole = input.isEmpty
        let result =
            isWhole
            ? try? descriptor.receive(into: scratch, wait: false)
            : try? input.receive(from: descriptor)
        switch result {
        case .wouldBlock: return
        case .closed, nil: return loop.close(self)
        case .moved(let count):
            loop.counters.bytesReceived.wrappingAdd(count, ordering: .relaxed)
            if isWhole {
                let consumed = process(UnsafeRawBufferPointer(rebasing: scratch[..<count]))
                guard self.descriptor != nil else { return }
                input.append(UnsafeRawBufferPointer(rebasing: scratch[consumed..<count]))
            } else {
                processInput()
            }
        }
        flush()
    }

    /// Writes what waits, pulls more from producers, goes on with paused frames, and tells epoll
    /// what to wait for.
    func flush() {
        var written = 0
        while descriptor != nil {
            moveOutbox(limited: true)
            pullProducers()
            guard output.pendingCount > 0 else {
                guard isPaused, !mustYield else { break }
                resume()
                continue
            }
            guard written < TTRPCLimits.turnBytesMax, let count = write() else { break }
            written += count
            let isRoomy = output.pendingCount < shared.configuration.outputBytesMax / 2
            if isPaused, isRoomy, !mustYield { resume() }
        }
        mustYield = false
        guard descriptor != nil else { return }
        if output.pendingCount == 0 { output.release(keeping: TTRPCLimits.outputKeptBytesMax) }
        updateInterest()
    }

    /// Moves frames of other threads behind the output. Frames of calls that are over are dropped.
    func moveOutbox(limited: Bool) {
        guard hasOutbox.load(ordering: .relaxed) else { return }
        let outputMax = limited ? shared.configuration.outputBytesMax : Int.max
        if outbox.withLock({ $0.bytes }) > shared.configuration.outputBytesHardMax {
            return loop.close(self)
        }
        while output.pendingCount < outputMax, let item = takeFromOutbox() {
            guard calls[item.streamID] != nil else { continue }
            if item.ends { calls.removeValue(forKey: item.streamID) }
            output.appendRaw(item.frame)
        }
    }

    private func takeFromOutbox() -> Outbox.Item? {
        var handlers: [@Sendable () -> Void] = []
        let (item, mustWake) = outbox.withLock { outbox -> (Outbox.Item?, Bool) in
            outbox.isScheduled = false
            let item = outbox.items.popFirst()
            outbox.bytes -= item?.frame.count ?? 0
            if outbox.items.isEmpty { hasOutbox.store(false, ordering: .relaxed) }
            let isRoomy = outbox.bytes <= shared.configuration.outputBytesMax / 2
            if isRoomy, !outbox.roomHandlers.isEmpty { swap(&handlers, &outbox.roomHandlers) }
            return (item, isRoomy && outbox.waiters > 0)
        }
        if mustWake { outbox.update { _ in } }
        for handler in handlers { handler() }
        return item
    }

    private func processInput() {
        // Taken out while frames are handled: closing the connection empties the property.
        var taken = InputBuffer()
        swap(&taken, &input)
        let consumed = taken.withBytes { process($0) }
        guard descriptor != nil else { return }
        taken.remove(consumed)
        swap(&taken, &input)
    }

    private func resume() {
        isPaused = false
        if !input.isEmpty { processInput() }
    }

    /// Writes once; nil if the socket takes nothing now or is gone.
    private func write() -> Int? {
        guard let descriptor else { return nil }
        switch try? descriptor.send(output.pendingBytes, wait: false) {
        case .moved(let count):
            output.sent(count)
            lastProgressNanoseconds = loop.nowNanoseconds
            loop.counters.bytesSent.wrappingAdd(count, ordering: .relaxed)
            return count
        case .wouldBlock:
            if interest.isDisjoint(with: .writable) {
                lastProgressNanoseconds = loop.nowNanoseconds
            }
            return nil
        case .closed, nil:
            loop.close(self)
            return nil
        }
    }

    private func updateInterest() {
        guard let descriptor else { return }
        // A paused connection with nothing to write is writable at once: that is its next turn.
        var wanted: ReadyEvents = isPaused ? [] : .readable
        if output.pendingCount > 0 || isPaused || !producers.isEmpty { wanted.insert(.writable) }
        guard wanted != interest else { return }
        interest = wanted
        loop.update(descriptor, wanted, token: token)
    }

    // MARK: Producers

    /// Asks each producer in turn for a message until enough bytes wait.
    private func pullProducers() {
        var turn = 0
        while !producers.isEmpty, output.pendingCount < TTRPCLimits.producerBacklogBytes {
            if turn >= producers.count { turn = 0 }
            let streamID = producers[turn]
            if pull(streamID) {
                turn += 1
            } else {
                producers.remove(at: turn)
            }
        }
    }

    /// One message of a producer; false when it is over.
    private func pull(_ streamID: UInt32) -> Bool {
        guard case .producer(let producer, _) = calls[streamID] else { return false }
        output.beginFrame(.data)
        do throws(RPCError) {
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
        calls.removeValue(forKey: streamID)
        return false
    }
}

extension ResponseBuffer {
    /// Appends a whole frame. Not between the begin and the end of another.
    mutating func appendRaw(_ frame: [UInt8]) {
        append(frame)
        settle()
    }
}
