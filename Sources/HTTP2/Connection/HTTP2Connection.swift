/// The server's end of an HTTP/2 connection (RFC 9113), as a state machine: bytes go in, events and
/// bytes come out. It does no IO and takes the time as an argument.
///
/// One thread at a time. Whoever drives it calls ``next(_:consumed:nowNanoseconds:)`` until it
/// needs more bytes, writes ``output`` to the socket, and calls ``pump(until:)`` before writing.
/// While the socket takes no bytes and much output waits, it should read no further.
public struct HTTP2Connection: ~Copyable {
    /// What waits to be written. Its owner appends only between ``beginData(_:)`` and
    /// ``endData()``.
    public var output = OutputBuffer()
    /// The fields of the last request or trailers, and where a request's pseudo-header fields are
    /// among them.
    public internal(set) var fields = FieldBlock()
    public internal(set) var head = RequestHead()
    /// Changes whenever ``fields`` may have: what was derived from them holds until then.
    public internal(set) var fieldsVersion = 0

    /// The tag of the stream of the last event, 0 where it has none.
    public internal(set) var tag = 0

    let configuration: HTTP2Configuration
    private var parser = FrameParser(expectsPreface: true)
    var decoder: HPACKDecoder
    var encoder = HPACKEncoder()
    /// Whether ``head`` is that of ``fields``.
    var isHeadChecked = false
    /// A header block of which frames are still to come.
    private var assembly: HeaderAssembly?

    var streams = StreamTable()
    /// The largest number that the peer has used.
    var lastPeerID: UInt32 = 0
    var recentlyEnded = RecentStreams()

    /// What the peer may still send, and what of it was taken and not given back yet.
    var receiveWindow: Int
    var unannounced = 0
    /// What may be sent to the peer.
    var sendWindow = HTTP2Limits.windowInitial
    var turns = TurnList()
    /// Bytes that wait for windows, of all streams.
    public internal(set) var queuedBytes = 0
    /// The stream of the data that is being written, and where its frame begins.
    var writing: (id: UInt32, place: Int)?

    var peer = PeerSettings()
    private var hasPeerSettings = false
    /// SETTINGS of ours that the peer has not acknowledged.
    private(set) var unacknowledgedSettings = 1
    private var idleFrames: FloodBudget
    private var resets: FloodBudget
    private var nowNanoseconds: UInt64

    var drain = Drain.no
    /// Why nothing is read any more.
    private(set) var fault: HTTP2Fault?

    /// How far the end of the connection has come.
    enum Drain: Equatable {
        case no
        /// The peer was told that there will be an end.
        case announced
        /// Streams above the number are not served.
        case final(UInt32)
    }

    /// Appends this end's preface to the output.
    public init(_ configuration: HTTP2Configuration, nowNanoseconds: UInt64) {
        precondition(configuration.streamsMax > 0, "a connection serves something")
        let windows = HTTP2Limits.windowInitial...HTTP2Limits.windowMax
        precondition(windows.contains(configuration.streamWindow), "a window")
        precondition(windows.contains(configuration.connectionWindow), "a window")
        self.configuration = configuration
        self.nowNanoseconds = nowNanoseconds
        decoder = HPACKDecoder(listBytesMax: configuration.headerListBytesMax)
        receiveWindow = configuration.connectionWindow
        idleFrames = FloodBudget(
            tokensMax: HTTP2Limits.idleFramesMax, perSecond: HTTP2Limits.idleFramesPerSecond,
            nowNanoseconds: nowNanoseconds)
        resets = FloodBudget(
            tokensMax: HTTP2Limits.resetsMax, perSecond: HTTP2Limits.resetsPerSecond,
            nowNanoseconds: nowNanoseconds)
        output.appendSettings([
            (SettingID.maxConcurrentStreams, UInt32(clamping: configuration.streamsMax)),
            (SettingID.initialWindowSize, UInt32(clamping: configuration.streamWindow)),
            (SettingID.maxHeaderListSize, UInt32(clamping: configuration.headerListBytesMax)),
        ])
        let more = configuration.connectionWindow - HTTP2Limits.windowInitial
        if more > 0 { output.appendWindowUpdate(0, more) }
    }

    /// Bytes of a header list that are taken.
    public var headerListBytesMax: Int { configuration.headerListBytesMax }

    /// Streams that are open.
    public var streamCount: Int { streams.count }

    /// Whether a stream is open and something may be sent on it.
    public func isOpen(_ streamID: UInt32) -> Bool { streams.find(streamID) != nil }

    /// Whether a response has begun on a stream that is open.
    public func hasSentHeaders(_ streamID: UInt32) -> Bool {
        streams.find(streamID).map { streams.places[$0].hasSentHeaders } ?? false
    }

    /// The number by which the owner of an open stream knows it; 0 where it is gone or has none.
    public func tag(of streamID: UInt32) -> Int {
        streams.find(streamID).map { streams.places[$0].tag } ?? 0
    }

    /// Gives a stream the number by which its owner knows it: ``tag`` at its events. No effect
    /// where the stream is gone.
    public mutating func setTag(_ tag: Int, of streamID: UInt32) {
        guard let place = streams.find(streamID) else { return }
        streams.places[place].tag = tag
    }

    // MARK: Reading

    /// Reads the start of `bytes`, which continue where the last call stopped consuming, up to the
    /// next event; adds the consumed bytes to `consumed`. Call until it returns `needMore` or
    /// `close`.
    public mutating func next(
        _ bytes: UnsafeRawBufferPointer, consumed: inout Int, nowNanoseconds: UInt64
    ) -> HTTP2Event {
        precondition(writing == nil, "data that was begun is ended first")
        if let fault { return .close(fault) }
        self.nowNanoseconds = nowNanoseconds
        var rest = bytes
        do throws(HTTP2Fault) {
            while true {
                var count = 0
                switch parser.next(rest, consumed: &count) {
                case .needMore(let needed):
                    consumed &+= count
                    return .needMore(needed)
                case .fault(let fault): throw fault
                case .frame(let header, let payload):
                    consumed &+= count
                    if let event = try received(header, payload) { return event }
                }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        } catch {
            fail(error)
            return .close(error)
        }
    }

    /// Ends the connection for a reason of its owner's, who writes what waits and closes.
    public mutating func close(_ code: HTTP2ErrorCode, _ text: StaticString) {
        precondition(writing == nil, "data that was begun is ended first")
        guard fault == nil else { return }
        fail(HTTP2Fault(code, text))
    }

    private mutating func fail(_ fault: HTTP2Fault) {
        self.fault = fault
        assembly = nil
        streams.removeAll()
        turns.removeAll()
        queuedBytes = 0
        output.appendGoAway(lastPeerID, fault.code, "\(fault.text)")
    }

    @inline(__always)
    private mutating func received(
        _ header: FrameHeader, _ payload: UnsafeRawBufferPointer
    ) throws(HTTP2Fault) -> HTTP2Event? {
        guard hasPeerSettings, assembly == nil else {
            return try receivedOutOfOrder(header, payload)
        }
        switch header.type {
        case FrameType.data.rawValue: return try receivedData(header, payload)
        case FrameType.headers.rawValue: return try receivedHeaders(header, payload)
        default: return try receivedControl(header, payload)
        }
    }

    /// Before the peer's settings, and inside a header block, one kind of frame may come.
    @inline(never)
    private mutating func receivedOutOfOrder(
        _ header: FrameHeader, _ payload: UnsafeRawBufferPointer
    ) throws(HTTP2Fault) -> HTTP2Event? {
        if assembly != nil { return try receivedContinuation(header, payload) }
        guard header.type == FrameType.settings.rawValue, !header.has(FrameFlags.ack) else {
            throw HTTP2Fault(.protocolError, "the first frame is not SETTINGS")
        }
        hasPeerSettings = true
        return try receivedControl(header, payload)
    }

    // MARK: Header blocks

    /// The fragments of a header block.
    private struct HeaderAssembly {
        let streamID: UInt32
        let ends: Bool
        var bytes: [UInt8]
        var continuations = 0
    }

    @inline(__always)
    private mutating func receivedHeaders(
        _ header: FrameHeader, _ payload: UnsafeRawBufferPointer
    ) throws(HTTP2Fault) -> HTTP2Event? {
        guard header.streamID & 1 == 1 else {
            throw HTTP2Fault(.protocolError, "HEADERS on a number that no client uses")
        }
        let fragment = try FramePayload.headerFragment(header, payload)
        let ends = header.has(FrameFlags.endStream)
        guard header.has(FrameFlags.endHeaders) else {
            assembly = HeaderAssembly(
                streamID: header.streamID, ends: ends, bytes: [UInt8](fragment))
            return nil
        }
        return try receivedBlock(header.streamID, fragment, ends: ends)
    }

    private mutating func receivedContinuation(
        _ header: FrameHeader, _ payload: UnsafeRawBufferPointer
    ) throws(HTTP2Fault) -> HTTP2Event? {
        guard var block = assembly, header.type == FrameType.continuation.rawValue,
            header.streamID == block.streamID
        else { throw HTTP2Fault(.protocolError, "a header block is interrupted") }
        assembly = nil
        block.continuations += 1
        guard block.continuations <= HTTP2Limits.continuationsMax,
            block.bytes.count + payload.count <= HTTP2Limits.headerBlockBytesMax
        else { throw HTTP2Fault(.enhanceYourCalm, "a header block without an end") }
        block.bytes.append(contentsOf: payload)
        guard header.has(FrameFlags.endHeaders) else {
            assembly = block
            return nil
        }
        return try block.bytes.withUnsafeBufferPointer { bytes throws(HTTP2Fault) in
            try receivedBlock(block.streamID, UnsafeRawBufferPointer(bytes), ends: block.ends)
        }
    }

    // MARK: Budgets

    /// Counts a frame that serves nobody.
    mutating func spendIdleFrame(_ count: Int = 1) throws(HTTP2Fault) {
        guard idleFrames.spend(count, nowNanoseconds) else {
            throw HTTP2Fault(.enhanceYourCalm, "too many frames that carry nothing")
        }
    }

    /// Counts a call that ends unanswered by the peer's wish or fault.
    mutating func spendReset() throws(HTTP2Fault) {
        guard resets.spend(1, nowNanoseconds) else {
            throw HTTP2Fault(.enhanceYourCalm, "too many streams end unanswered")
        }
    }

    /// Counts frames that carry something: as many control frames may go with them.
    @inline(__always)
    mutating func earnIdleFrames(_ count: Int) { idleFrames.earn(count) }

    /// Counts a call that was answered.
    @inline(__always)
    mutating func earnCall() {
        resets.earn(1)
        idleFrames.earn(1)
    }

    /// Counts an acknowledgement of SETTINGS.
    mutating func acknowledgedSettings() throws(HTTP2Fault) {
        guard unacknowledgedSettings > 0 else { return try spendIdleFrame() }
        unacknowledgedSettings -= 1
    }
}
