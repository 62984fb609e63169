/// What goes to the peer: headers, bodies within the windows, and ends.
extension HTTP2Connection {
    // MARK: Headers

    /// Sends the fields that a response begins with; `ends`: and ends with. False if the stream is
    /// gone.
    @inline(__always)
    @discardableResult
    public mutating func sendHeaders(
        _ streamID: UInt32, _ prepared: inout PreparedFields, ends: Bool = false
    ) -> Bool {
        guard let place = beginHeaders(streamID) else { return false }
        let start = beginBlock()
        encoder.encode(&prepared, into: &output)
        endBlock(start, streamID, ends: ends)
        if ends { endStream(place) }
        return true
    }

    /// As above, of fields that are not said often.
    @discardableResult
    public mutating func sendHeaders(
        _ streamID: UInt32, _ fields: FieldBlock, ends: Bool = false
    ) -> Bool {
        guard let place = beginHeaders(streamID) else { return false }
        appendBlock(streamID, fields, ends: ends)
        if ends { endStream(place) }
        return true
    }

    @inline(__always)
    private mutating func beginHeaders(_ streamID: UInt32) -> Int? {
        precondition(writing == nil, "data that was begun is ended first")
        guard let place = streams.find(streamID) else { return nil }
        precondition(!streams.places[place].hasSentHeaders, "a response begins once")
        streams.places[place].hasSentHeaders = true
        return place
    }

    /// Sends the fields behind a body, once the body is sent, and ends the stream. False if it is
    /// gone. `prepared` is encoded now or later, so it must be the same for the connection.
    @inline(__always)
    @discardableResult
    public mutating func sendTrailers(
        _ streamID: UInt32, _ prepared: inout PreparedFields
    ) -> Bool {
        guard let place = streams.find(streamID) else { return false }
        guard streams.places[place].queue == nil else {
            queueTrailers(place, prepared.fields)
            return true
        }
        checkTrailers(place)
        let start = beginBlock()
        encoder.encode(&prepared, into: &output)
        endBlock(start, streamID, ends: true)
        endStream(place)
        return true
    }

    /// As above, of fields that are not said often.
    @discardableResult
    public mutating func sendTrailers(_ streamID: UInt32, _ fields: FieldBlock) -> Bool {
        guard let place = streams.find(streamID) else { return false }
        guard streams.places[place].queue == nil else {
            queueTrailers(place, fields)
            return true
        }
        checkTrailers(place)
        appendBlock(streamID, fields, ends: true)
        endStream(place)
        return true
    }

    @inline(__always)
    private func checkTrailers(_ place: Int) {
        precondition(writing == nil, "data that was begun is ended first")
        precondition(streams.places[place].hasSentHeaders, "headers come first")
        precondition(!streams.places[place].isEnding, "a stream ends once")
    }

    private mutating func queueTrailers(_ place: Int, _ fields: FieldBlock) {
        checkTrailers(place)
        streams.places[place].queue?.trailers = fields
        streams.places[place].isEnding = true
    }

    @inline(__always)
    private mutating func beginBlock() -> Int {
        let start = output.pendingCount
        output.append(count: FrameHeader.bytes) { _ in }
        return start
    }

    @inline(__always)
    private mutating func endBlock(_ start: Int, _ streamID: UInt32, ends: Bool) {
        output.endHeaderBlock(
            at: start, streamID, ends: ends, frameBytesMax: HTTP2Limits.frameBytesMin)
    }

    private mutating func appendBlock(_ streamID: UInt32, _ fields: FieldBlock, ends: Bool) {
        let start = beginBlock()
        encoder.encode(fields, into: &output)
        endBlock(start, streamID, ends: ends)
    }

    /// The last frame of a stream was appended.
    @inline(__always)
    private mutating func endStream(_ place: Int) {
        let stream = streams.places[place]
        if !stream.isRemoteClosed {
            // The rest of the request is of no interest (RFC 9113, 8.1).
            output.appendReset(stream.id, .noError)
            recentlyEnded.insert(stream.id)
        }
        earnCall()
        remove(place)
    }

    /// Ends a stream without an answer. No effect where it is gone.
    public mutating func reset(_ streamID: UInt32, _ code: HTTP2ErrorCode) {
        precondition(writing == nil, "data that was begun is ended first")
        guard let place = streams.find(streamID) else { return }
        output.appendReset(streamID, code)
        recentlyEnded.insert(streamID)
        remove(place)
    }

    // MARK: Data

    /// Begins data of a stream: until ``endData()``, its owner appends it to ``output``, and calls
    /// nothing else. False, and nothing is begun, if the stream is gone.
    @inline(__always)
    public mutating func beginData(_ streamID: UInt32) -> Bool {
        precondition(writing == nil, "data that was begun is ended first")
        guard let place = streams.find(streamID) else { return false }
        precondition(streams.places[place].hasSentHeaders, "headers come first")
        precondition(!streams.places[place].isEnding, "nothing follows the end")
        writing = (streamID, beginBlock())
        return true
    }

    /// Where the data that was begun begins in the output.
    public var dataPlace: Int {
        guard let writing else { preconditionFailure("data is begun first") }
        return writing.place + FrameHeader.bytes
    }

    /// Discards the data that was begun.
    public mutating func dropData() {
        guard let writing else { preconditionFailure("data is begun first") }
        output.truncate(to: writing.place)
        self.writing = nil
    }

    /// Makes frames of the data that was begun. What the windows do not allow waits until they do.
    @inline(__always)
    public mutating func endData() {
        guard let (streamID, start) = writing, let place = streams.find(streamID) else {
            preconditionFailure("data is begun first")
        }
        let count = output.pendingCount &- start &- FrameHeader.bytes
        let window = min(streams.places[place].sendWindow, sendWindow)
        guard count > 0, count <= min(window, HTTP2Limits.frameBytesMin),
            streams.places[place].queue == nil
        else { return endLargeData(place, start, count) }
        output.setHeader(FrameHeader(length: count, type: .data, streamID: streamID), at: start)
        streams.places[place].sendWindow &-= count
        sendWindow &-= count
        writing = nil
        earnWindowUpdates(1, count)
    }

    /// Data of several frames, or for which there is no window.
    @inline(never)
    private mutating func endLargeData(_ place: Int, _ start: Int, _ count: Int) {
        writing = nil
        let streamID = streams.places[place].id
        let isQueued = streams.places[place].queue != nil
        let window = min(streams.places[place].sendWindow, sendWindow)
        let sent = isQueued ? 0 : max(0, min(window, count))
        if sent < count {
            let rest = output.withBytes(from: start + FrameHeader.bytes + sent) { [UInt8]($0) }
            let queue = streams.places[place].queue ?? SendQueue()
            queue.append(rest)
            queuedBytes += rest.count
            streams.places[place].queue = queue
            output.truncate(to: start + FrameHeader.bytes + sent)
        }
        if sent == 0 {
            output.truncate(to: start)
        } else {
            let bytesMax = frameBytesMax
            output.spread(at: start, frameBytesMax: bytesMax) { _, length, _ in
                FrameHeader(length: length, type: .data, streamID: streamID)
            }
            streams.places[place].sendWindow -= sent
            sendWindow -= sent
            earnWindowUpdates((sent + bytesMax - 1) / bytesMax, sent)
        }
        giveTurn(place)
    }

    private var frameBytesMax: Int { min(peer.frameBytesMax, HTTP2Limits.sentFrameBytesMax) }

    // MARK: Waiting

    /// Bytes of a stream that wait for a window; 0 where it is gone.
    public func queuedBytes(of streamID: UInt32) -> Int {
        streams.find(streamID).flatMap { streams.places[$0].queue?.bytes } ?? 0
    }

    /// Whether data of a stream would be sent now and not wait: what a producer asks before it
    /// makes more.
    public func canSend(_ streamID: UInt32) -> Bool {
        guard sendWindow > 0, let place = streams.find(streamID) else { return false }
        return streams.places[place].queue == nil && streams.places[place].sendWindow > 0
    }

    /// Has a stream take turns, if it has something to send and a window for it.
    mutating func giveTurn(_ place: Int) {
        let stream = streams.places[place]
        guard stream.queue != nil, !stream.hasTurn, stream.sendWindow > 0 else { return }
        streams.places[place].hasTurn = true
        turns.append(stream.id)
    }

    /// Moves what waits to the output, a frame of each stream in turn, until the windows are closed
    /// or so many bytes wait to be written.
    public mutating func pump(until outputBytes: Int) {
        precondition(writing == nil, "data that was begun is ended first")
        while sendWindow > 0, output.pendingCount < outputBytes, let streamID = turns.popFirst() {
            guard let place = streams.find(streamID), let queue = streams.places[place].queue else {
                preconditionFailure("who has a turn has something to send")
            }
            streams.places[place].hasTurn = false
            let window = min(streams.places[place].sendWindow, sendWindow)
            let count = min(queue.bytes, window, frameBytesMax)
            if count > 0 { sendQueued(place, queue, count) }
            if queue.bytes > 0 {
                giveTurn(place)
            } else {
                streams.places[place].queue = nil
                guard let trailers = queue.trailers else { continue }
                appendBlock(streamID, trailers, ends: true)
                endStream(place)
            }
        }
    }

    private mutating func sendQueued(_ place: Int, _ queue: SendQueue, _ count: Int) {
        let streamID = streams.places[place].id
        output.appendHeader(FrameHeader(length: count, type: .data, streamID: streamID))
        queue.take(count, into: &output)
        queuedBytes -= count
        streams.places[place].sendWindow -= count
        sendWindow -= count
        earnWindowUpdates(1, count)
    }

    /// Data that was sent is answered with updates of two windows, for each frame or, where frames
    /// are large, for parts of it.
    @inline(__always)
    private mutating func earnWindowUpdates(_ frames: Int, _ bytes: Int) {
        earnIdleFrames(2 &* frames &+ bytes >> 12)
    }
}
