/// Frames that carry no request: settings, windows, pings and ends.
extension HTTP2Connection {
    @inline(never)
    mutating func receivedControl(
        _ header: FrameHeader, _ payload: UnsafeRawBufferPointer
    ) throws(HTTP2Fault) -> HTTP2Event? {
        switch FrameType(rawValue: header.type) {
        case .priority: try receivedPriority(header, payload)
        case .rstStream: return try receivedReset(header, payload)
        case .settings: try receivedSettings(header, payload)
        case .pushPromise: throw HTTP2Fault(.protocolError, "a client does not push")
        case .ping: return try receivedPing(header, payload)
        case .goAway: return try receivedGoAway(header, payload)
        case .windowUpdate: return try receivedWindowUpdate(header, payload)
        case .continuation: throw HTTP2Fault(.protocolError, "CONTINUATION of nothing")
        // Extensions are passed over (RFC 9113, 5.5); the other two have been dealt with.
        case nil, .data, .headers: try spendIdleFrame()
        }
        return nil
    }

    private func check(
        _ header: FrameHeader, bytes: Int, ofStream: Bool
    ) throws(HTTP2Fault) {
        guard header.length == bytes else {
            throw HTTP2Fault(.frameSizeError, "a frame of a length that its type does not have")
        }
        guard (header.streamID != 0) == ofStream else {
            throw HTTP2Fault(.protocolError, "a frame on a stream that its type does not have")
        }
    }

    private mutating func receivedPriority(
        _ header: FrameHeader, _ payload: UnsafeRawBufferPointer
    ) throws(HTTP2Fault) {
        try check(header, bytes: 5, ofStream: true)
        try spendIdleFrame()
    }

    private mutating func receivedPing(
        _ header: FrameHeader, _ payload: UnsafeRawBufferPointer
    ) throws(HTTP2Fault) -> HTTP2Event? {
        try check(header, bytes: 8, ofStream: false)
        guard header.has(FrameFlags.ack) else {
            try spendIdleFrame()
            output.appendPing(payload, ack: true)
            return nil
        }
        if drain == .announced, payload.elementsEqual(Self.drainPing) { return .drainAcknowledged }
        try spendIdleFrame()
        return nil
    }

    private mutating func receivedGoAway(
        _ header: FrameHeader, _ payload: UnsafeRawBufferPointer
    ) throws(HTTP2Fault) -> HTTP2Event? {
        guard payload.count >= 8 else {
            throw HTTP2Fault(.frameSizeError, "GOAWAY is too short")
        }
        guard header.streamID == 0 else { throw HTTP2Fault(.protocolError, "GOAWAY of a stream") }
        try spendIdleFrame()
        return .goAway(HTTP2ErrorCode(rawValue: FramePayload.word(payload, at: 4)))
    }

    // MARK: Settings

    private mutating func receivedSettings(
        _ header: FrameHeader, _ payload: UnsafeRawBufferPointer
    ) throws(HTTP2Fault) {
        guard header.streamID == 0 else {
            throw HTTP2Fault(.protocolError, "SETTINGS of a stream")
        }
        if header.has(FrameFlags.ack) {
            guard payload.isEmpty else {
                throw HTTP2Fault(.frameSizeError, "an acknowledgement with settings")
            }
            return try acknowledgedSettings()
        }
        guard payload.count % 6 == 0 else {
            throw HTTP2Fault(.frameSizeError, "half a setting")
        }
        // Every stream is changed once per frame, however often it says so.
        try spendIdleFrame(1 + payload.count / 64 + streams.count / 64)
        let old = peer
        try peer.read(payload)
        if peer.leastTableSize != old.headerTableSize {
            encoder.setTableSize(peer.leastTableSize)
        }
        encoder.setTableSize(peer.headerTableSize)
        try changeSendWindows(by: peer.initialWindow - old.initialWindow)
        output.appendSettingsAck()
    }

    private mutating func changeSendWindows(by change: Int) throws(HTTP2Fault) {
        guard change != 0 else { return }
        for place in streams.places.indices where streams.places[place].id != 0 {
            let window = streams.places[place].sendWindow + change
            guard window <= HTTP2Limits.windowMax else {
                throw HTTP2Fault(.flowControlError, "a stream's window is too large")
            }
            streams.places[place].sendWindow = window
            giveTurn(place)
        }
    }

    // MARK: Windows

    private mutating func receivedWindowUpdate(
        _ header: FrameHeader, _ payload: UnsafeRawBufferPointer
    ) throws(HTTP2Fault) -> HTTP2Event? {
        guard payload.count == 4 else {
            throw HTTP2Fault(.frameSizeError, "WINDOW_UPDATE has four bytes")
        }
        try spendIdleFrame()
        let increment = Int(FramePayload.word(payload) & HTTP2Limits.streamIDMax)
        guard header.streamID != 0 else {
            guard increment > 0 else { throw HTTP2Fault(.protocolError, "an increment of 0") }
            guard sendWindow + increment <= HTTP2Limits.windowMax else {
                throw HTTP2Fault(.flowControlError, "the connection's window is too large")
            }
            sendWindow += increment
            return nil
        }
        guard let place = streams.find(header.streamID) else {
            return try receivedForClosedStream(header)
        }
        guard increment > 0 else { return try endByFault(place, .protocolError) }
        guard streams.places[place].sendWindow + increment <= HTTP2Limits.windowMax else {
            return try endByFault(place, .flowControlError)
        }
        streams.places[place].sendWindow += increment
        giveTurn(place)
        return nil
    }

    /// A window or an end of a stream that is gone says nothing; of one that never was is wrong.
    private func receivedForClosedStream(
        _ header: FrameHeader
    ) throws(HTTP2Fault) -> HTTP2Event? {
        guard header.streamID <= lastPeerID, header.streamID & 1 == 1 else {
            throw HTTP2Fault(.protocolError, "a frame for a stream that was not opened")
        }
        return nil
    }

    private mutating func receivedReset(
        _ header: FrameHeader, _ payload: UnsafeRawBufferPointer
    ) throws(HTTP2Fault) -> HTTP2Event? {
        try check(header, bytes: 4, ofStream: true)
        guard let place = streams.find(header.streamID) else {
            try spendIdleFrame()
            return try receivedForClosedStream(header)
        }
        try spendReset()
        tag = streams.places[place].tag
        remove(place)
        return .reset(header.streamID, HTTP2ErrorCode(rawValue: FramePayload.word(payload)))
    }

    // MARK: Draining

    /// What is in the ping behind the first GOAWAY.
    static let drainPing = Array("draining".utf8)

    /// Announces the end: the peer opens no more streams once it has read this, and those that are
    /// under way are served. Its acknowledgement is ``HTTP2Event/drainAcknowledged``.
    public mutating func beginDrain() {
        guard drain == .no, fault == nil else { return }
        drain = .announced
        output.appendGoAway(HTTP2Limits.streamIDMax, .noError)
        Self.drainPing.withUnsafeBytes { output.appendPing($0, ack: false) }
    }

    /// Refuses what is opened from now on. Called when the peer has acknowledged the announcement,
    /// or will not.
    public mutating func finishDrain() {
        guard drain == .announced, fault == nil else { return }
        drain = .final(lastPeerID)
        output.appendGoAway(lastPeerID, .noError)
    }

    /// Whether nothing is served any more, and nothing will be.
    public var isDrained: Bool {
        if fault != nil { return true }
        if case .final = drain { return streams.count == 0 }
        return false
    }
}
