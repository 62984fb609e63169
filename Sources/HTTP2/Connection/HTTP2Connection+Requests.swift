/// Header blocks and bodies: what opens, fills and ends streams.
extension HTTP2Connection {
    @inline(__always)
    mutating func receivedBlock(
        _ streamID: UInt32, _ block: UnsafeRawBufferPointer, ends: Bool
    ) throws(HTTP2Fault) -> HTTP2Event? {
        let outcome: HPACKDecoder.Outcome
        do throws(HPACKFault) {
            outcome = try decoder.decode(block, into: &fields)
        } catch {
            throw error.fault
        }
        if case .same = outcome {} else { fieldsChanged() }
        guard streamID > lastPeerID else {
            return try receivedTrailers(streamID, outcome, ends: ends)
        }
        lastPeerID = streamID
        return try open(streamID, outcome, ends: ends)
    }

    private mutating func fieldsChanged() {
        fieldsVersion &+= 1
        isHeadChecked = false
    }

    // MARK: Opening

    @inline(__always)
    private mutating func open(
        _ streamID: UInt32, _ outcome: HPACKDecoder.Outcome, ends: Bool
    ) throws(HTTP2Fault) -> HTTP2Event? {
        if case .final = drain {
            // The peer opened it before it knew; it will try again elsewhere.
            try spendIdleFrame()
            return nil
        }
        guard streams.count < configuration.streamsMax,
            queuedBytes <= configuration.queuedBytesMax
        else { return try refuse(streamID, .refusedStream, ends: ends) }
        if case .tooLarge = outcome {
            insert(streamID, contentLength: nil, ends: ends)
            tag = 0
            return .requestTooLarge(streamID, ends: ends)
        }
        if !isHeadChecked {
            guard let checked = try? RequestHead(fields) else {
                return try refuse(streamID, .protocolError, ends: ends)
            }
            head = checked
            isHeadChecked = true
        }
        if ends, let length = head.contentLength, length > 0 {
            return try refuse(streamID, .protocolError, ends: ends)
        }
        insert(streamID, contentLength: head.contentLength, ends: ends)
        earnIdleFrames(2)
        tag = 0
        return .request(streamID, ends: ends)
    }

    @inline(__always)
    private mutating func insert(_ streamID: UInt32, contentLength: Int?, ends: Bool) {
        let place = streams.insert(
            HTTP2Stream(
                id: streamID, isRemoteClosed: ends, receiveWindow: configuration.streamWindow,
                sendWindow: peer.initialWindow))
        if let contentLength { streams.places[place].contentLeft = contentLength }
    }

    /// Ends a stream that was not opened.
    @inline(never)
    private mutating func refuse(
        _ streamID: UInt32, _ code: HTTP2ErrorCode, ends: Bool
    ) throws(HTTP2Fault) -> HTTP2Event? {
        try spendReset()
        output.appendReset(streamID, code)
        if !ends { recentlyEnded.insert(streamID) }
        return nil
    }

    // MARK: Trailers

    @inline(never)
    private mutating func receivedTrailers(
        _ streamID: UInt32, _ outcome: HPACKDecoder.Outcome, ends: Bool
    ) throws(HTTP2Fault) -> HTTP2Event? {
        guard let place = streams.find(streamID) else {
            return try receivedForNoStream(streamID, isEmpty: true)
        }
        let stream = streams.places[place]
        guard !stream.isRemoteClosed else { return try endByFault(place, .streamClosed) }
        if case .tooLarge = outcome { return try endByFault(place, .enhanceYourCalm) }
        // Neither a second list of fields nor a body shorter than announced is a request.
        guard ends, stream.contentLeft <= 0,
            (try? RequestHead.checkTrailers(fields)) != nil
        else { return try endByFault(place, .protocolError) }
        streams.places[place].isRemoteClosed = true
        tag = stream.tag
        return stream.isEnding ? nil : .trailers(streamID)
    }

    /// A frame of a stream that is closed, or was never open.
    private mutating func receivedForNoStream(
        _ streamID: UInt32, isEmpty: Bool
    ) throws(HTTP2Fault) -> HTTP2Event? {
        guard streamID <= lastPeerID, streamID & 1 == 1 else {
            throw HTTP2Fault(.protocolError, "a frame for a stream that was not opened")
        }
        if isExpected(streamID) {
            if isEmpty { try spendIdleFrame() }
            return nil
        }
        try spendReset()
        output.appendReset(streamID, .streamClosed)
        return nil
    }

    /// Whether a stream was ended, or never taken, by this end alone.
    private func isExpected(_ streamID: UInt32) -> Bool {
        if case .final(let last) = drain, streamID > last { return true }
        return recentlyEnded.contains(streamID)
    }

    // MARK: Bodies

    @inline(__always)
    mutating func receivedData(
        _ header: FrameHeader, _ payload: UnsafeRawBufferPointer
    ) throws(HTTP2Fault) -> HTTP2Event? {
        guard header.streamID != 0 else {
            throw HTTP2Fault(.protocolError, "DATA of no stream")
        }
        // Padding counts too.
        guard payload.count <= receiveWindow else {
            throw HTTP2Fault(.flowControlError, "more data than the connection's window")
        }
        receiveWindow &-= payload.count
        let data = try FramePayload.unpadded(header, payload)
        guard let place = streams.find(header.streamID) else {
            giveBack(payload.count)
            return try receivedForNoStream(header.streamID, isEmpty: data.isEmpty)
        }
        let ends = header.has(FrameFlags.endStream)
        if let code = refusal(place, payload.count, data.count, ends: ends) {
            giveBack(payload.count)
            return try endByFault(place, code)
        }
        streams.places[place].receiveWindow &-= payload.count
        streams.places[place].isRemoteClosed = ends
        streams.places[place].unconsumed &+= payload.count
        if payload.count > data.count { consume(place, payload.count - data.count) }
        if data.isEmpty {
            guard ends else {
                try spendIdleFrame()
                return nil
            }
        } else {
            earnIdleFrames(1)
        }
        guard !streams.places[place].isEnding else {
            consume(place, data.count)
            return nil
        }
        tag = streams.places[place].tag
        return .data(header.streamID, data, ends: ends)
    }

    /// Why a frame of data ends its stream; nil if it does not. Counts it as part of the body.
    @inline(__always)
    private mutating func refusal(
        _ place: Int, _ frameBytes: Int, _ dataBytes: Int, ends: Bool
    ) -> HTTP2ErrorCode? {
        let stream = streams.places[place]
        if stream.isRemoteClosed { return .streamClosed }
        if frameBytes > stream.receiveWindow { return .flowControlError }
        guard stream.contentLeft >= 0 else { return nil }
        let left = stream.contentLeft - dataBytes
        guard left >= 0, !ends || left == 0 else { return .protocolError }
        streams.places[place].contentLeft = left
        return nil
    }

    // MARK: Windows

    /// The owner has taken `count` bytes of a body: the peer may send as many again. Not called, or
    /// called late, it makes the peer wait. No effect where the stream is gone.
    @inline(__always)
    public mutating func consumed(_ streamID: UInt32, _ count: Int) {
        precondition(count >= 0, "a size")
        guard count > 0, let place = streams.find(streamID) else { return }
        consume(place, count)
    }

    @inline(__always)
    private mutating func consume(_ place: Int, _ count: Int) {
        precondition(count <= streams.places[place].unconsumed, "only what came is consumed")
        streams.places[place].unconsumed &-= count
        giveBack(count)
        // Who has sent all needs no room for more.
        guard !streams.places[place].isRemoteClosed else { return }
        let unannounced = streams.places[place].unannounced &+ count
        streams.places[place].unannounced = unannounced
        guard unannounced >= configuration.streamWindow / 2 else { return }
        streams.places[place].unannounced = 0
        streams.places[place].receiveWindow += unannounced
        output.appendWindowUpdate(streams.places[place].id, unannounced)
    }

    /// Bytes of the connection's window that nobody holds any more. The peer hears of them once
    /// they are half of it.
    @inline(__always)
    mutating func giveBack(_ count: Int) {
        unannounced &+= count
        guard unannounced >= configuration.connectionWindow / 2 else { return }
        receiveWindow += unannounced
        output.appendWindowUpdate(0, unannounced)
        unannounced = 0
    }

    // MARK: Ends

    /// Ends an open stream for the peer's fault, and says so on both sides.
    @inline(never)
    mutating func endByFault(
        _ place: Int, _ code: HTTP2ErrorCode
    ) throws(HTTP2Fault) -> HTTP2Event? {
        try spendReset()
        let streamID = streams.places[place].id
        tag = streams.places[place].tag
        output.appendReset(streamID, code)
        recentlyEnded.insert(streamID)
        remove(place)
        return .reset(streamID, code)
    }

    /// Forgets a stream, and what waits on it.
    @inline(__always)
    mutating func remove(_ place: Int) {
        let stream = streams.places[place]
        if stream.unconsumed > 0 { giveBack(stream.unconsumed) }
        if let queue = stream.queue {
            queuedBytes -= queue.bytes
            assert(queuedBytes >= 0, "the sum is that of the streams")
        }
        if stream.hasTurn { turns.remove(stream.id) }
        streams.remove(at: place)
    }
}
