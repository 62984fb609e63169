import HTTP2
import StatusCodes

/// The server's end of gRPC over an HTTP/2 connection, as a state machine: bytes go in, calls and
/// messages come out; answers go in, bytes come out. It does no IO and takes the time as an
/// argument.
///
/// One thread at a time. It is driven as ``HTTP2Connection`` is, whose output it fills.
public struct GRPCConnection: ~Copyable {
    /// The connection beneath: what waits to be written, windows, and the drain.
    public var http: HTTP2Connection
    /// The call of the last event ``GRPCEvent/call(_:)``; its fields are `http.fields`.
    public private(set) var request: GRPCRequest?
    /// What the owner has said of the call of the last event, 0 before.
    public private(set) var context = 0
    /// Bytes of messages that are not whole, or that nobody takes for now.
    public private(set) var keptBytes = 0

    private let codecs: GRPCCodecs
    private let messageBytesMax: Int
    private let keptBytesMax: Int
    /// The version of the fields that ``request`` was made of.
    private var requestVersion = -1
    /// Calls by their tags, which are one more than their places.
    private var calls: [GRPCCall] = []
    private var free: [Int] = []
    /// Calls that may have a message, or their end, to give out.
    private var ready: [UInt32] = []
    private var headers: PreparedFields
    private var okTrailers = PreparedFields([("grpc-status", "0")])
    /// The codec of the message that is being written.
    private var writingCodec: Int?

    /// Appends the server's preface to the output.
    ///
    /// - Parameter keptBytesMax: ``keptBytes`` at most; a call that would exceed it ends.
    public init(
        _ configuration: HTTP2Configuration, codecs: GRPCCodecs = GRPCCodecs([]),
        messageBytesMax: Int = GRPCLimits.messageBytesMax,
        keptBytesMax: Int = GRPCLimits.keptBytesMax, nowNanoseconds: UInt64
    ) {
        http = HTTP2Connection(configuration, nowNanoseconds: nowNanoseconds)
        self.codecs = codecs
        self.messageBytesMax = messageBytesMax
        self.keptBytesMax = keptBytesMax
        headers = PreparedFields([
            (":status", "200"), ("content-type", "application/grpc"),
            ("grpc-accept-encoding", codecs.accepted),
        ])
    }

    /// Calls that are open.
    public var callCount: Int { calls.count - free.count }

    // MARK: Reading

    /// Reads the start of `bytes`, which continue where the last call stopped consuming, up to the
    /// next event; adds the consumed bytes to `consumed`. Call until it returns `needMore` or
    /// `close`.
    public mutating func next(
        _ bytes: UnsafeRawBufferPointer, consumed: inout Int, nowNanoseconds: UInt64
    ) -> GRPCEvent {
        while let streamID = ready.last {
            if let event = deliver(streamID) { return event }
        }
        var rest = bytes
        while true {
            var count = 0
            let event = http.next(rest, consumed: &count, nowNanoseconds: nowNanoseconds)
            consumed &+= count
            if let event = translated(event) { return event }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Nil for what concerns no call.
    @inline(__always)
    private mutating func translated(_ event: HTTP2Event) -> GRPCEvent? {
        switch event {
        case .needMore(let count): return .needMore(count)
        case .request(let streamID, let ends): return opened(streamID, ends)
        case .data(let streamID, let bytes, let ends): return received(streamID, bytes, ends)
        case .trailers(let streamID):
            return received(streamID, UnsafeRawBufferPointer(start: nil, count: 0), true)
        case .requestTooLarge(let streamID, _):
            let max = http.headerListBytesMax
            refuse(
                streamID, Status(.resourceExhausted, "metadata exceeds the limit of \(max) bytes"))
            return nil
        case .reset(let streamID, _):
            guard let place = callPlace(http.tag) else { return nil }
            release(place)
            return .cancelled(streamID)
        case .drainAcknowledged: return .drainAcknowledged
        case .goAway: return nil
        case .close(let fault):
            (calls, free, ready, keptBytes) = ([], [], [], 0)
            return .close(fault)
        }
    }

    // MARK: Calls

    @inline(__always)
    private mutating func opened(_ streamID: UInt32, _ ends: Bool) -> GRPCEvent? {
        if requestVersion != http.fieldsVersion || request == nil {
            guard readRequest(streamID) else { return nil }
        }
        var call = GRPCCall(
            streamID: streamID, reader: GRPCMessageReader(bytesMax: messageBytesMax),
            codec: request?.codec, acceptsCodec: request?.acceptsCodec ?? false)
        call.isRemoteClosed = ends
        let place: Int
        if let reused = free.popLast() {
            place = reused
            calls[place] = call
        } else {
            place = calls.count
            calls.append(call)
        }
        http.setTag(place + 1, of: streamID)
        context = 0
        if ends { makeReady(place) }
        return .call(streamID)
    }

    /// False where the request is no call, which its sender was told.
    @inline(never)
    private mutating func readRequest(_ streamID: UInt32) -> Bool {
        requestVersion = http.fieldsVersion
        request = nil
        do throws(GRPCRequest.Refusal) {
            request = try GRPCRequest(http.fields, http.head, codecs)
            return true
        } catch {
            switch error {
            case .http(let code): refuse(streamID, code)
            case .status(let status): refuse(streamID, status)
            }
            return false
        }
    }

    private mutating func refuse(_ streamID: UInt32, _ status: Status) {
        var fields = GRPCStatusFields.trailersOnly(status)
        // Who compresses in a way that is unknown here learns which are known.
        if status.code == .unimplemented {
            fields.append("grpc-accept-encoding", codecs.accepted)
        }
        http.sendHeaders(streamID, fields, ends: true)
    }

    private mutating func refuse(_ streamID: UInt32, _ httpCode: Int) {
        http.sendHeaders(streamID, FieldBlock([(":status", "\(httpCode)")]), ends: true)
    }

    /// The place of a call with a tag; nil where it is over.
    @inline(__always)
    private func callPlace(_ tag: Int) -> Int? { tag == 0 ? nil : tag - 1 }

    /// Forgets a call.
    private mutating func release(_ place: Int) {
        keptBytes -= calls[place].reader.count
        if calls[place].isReady { ready.removeAll { $0 == calls[place].streamID } }
        calls[place].streamID = 0
        calls[place].isReady = false
        calls[place].reader = GRPCMessageReader(bytesMax: messageBytesMax)
        free.append(place)
    }

    /// Says what the owner knows a call by: ``context`` at its events.
    public mutating func setContext(_ context: Int, of streamID: UInt32) {
        guard let place = callPlace(http.tag(of: streamID)) else { return }
        calls[place].context = context
    }

    // MARK: Messages

    @inline(__always)
    private mutating func received(
        _ streamID: UInt32, _ bytes: UnsafeRawBufferPointer, _ ends: Bool
    ) -> GRPCEvent? {
        guard let place = callPlace(http.tag) else { return nil }
        calls[place].isRemoteClosed = ends
        if calls[place].reader.isEmpty, !calls[place].isPaused {
            do throws(Status) {
                if let whole = try calls[place].reader.whole(bytes), !whole.isCompressed {
                    http.consumed(streamID, bytes.count)
                    calls[place].hasEnded = ends
                    context = calls[place].context
                    return .message(streamID, .inPlace(whole.bytes), isLast: ends)
                }
            } catch {
                return fail(place, error)
            }
        }
        return keep(place, bytes)
    }

    @inline(never)
    private mutating func keep(_ place: Int, _ bytes: UnsafeRawBufferPointer) -> GRPCEvent? {
        let streamID = calls[place].streamID
        guard keptBytes + bytes.count <= keptBytesMax else {
            return fail(
                place,
                Status(.resourceExhausted, "too many large messages at once on this connection"))
        }
        do throws(Status) {
            try calls[place].reader.append(bytes)
        } catch {
            keptBytes += bytes.count
            return fail(place, error)
        }
        keptBytes += bytes.count
        if calls[place].isPaused {
            calls[place].withheld += bytes.count
            return nil
        }
        http.consumed(streamID, bytes.count)
        makeReady(place)
        return deliver(streamID)
    }

    private mutating func makeReady(_ place: Int) {
        guard !calls[place].isReady else { return }
        calls[place].isReady = true
        ready.append(calls[place].streamID)
    }

    /// The next event of a call that may have one; without one, it is no longer ready.
    private mutating func deliver(_ streamID: UInt32) -> GRPCEvent? {
        guard let place = callPlace(http.tag(of: streamID)) else {
            preconditionFailure("calls that are over are not ready")
        }
        do throws(Status) {
            if let event = try event(place) { return event }
        } catch {
            return fail(place, error)
        }
        calls[place].isReady = false
        ready.removeAll { $0 == streamID }
        return nil
    }

    private mutating func event(_ place: Int) throws(Status) -> GRPCEvent? {
        guard !calls[place].isPaused, !calls[place].hasEnded else { return nil }
        context = calls[place].context
        let streamID = calls[place].streamID
        if try calls[place].reader.hasMessage() {
            let before = calls[place].reader.count
            var (bytes, isCompressed) = try calls[place].reader.take()
            keptBytes -= before - calls[place].reader.count
            if isCompressed { bytes = try decompressed(bytes, calls[place].codec) }
            let isLast = calls[place].isRemoteClosed && calls[place].reader.isEmpty
            calls[place].hasEnded = isLast
            return .message(streamID, .joined(bytes), isLast: isLast)
        }
        guard calls[place].isRemoteClosed else { return nil }
        guard calls[place].reader.isEmpty else {
            throw Status(.internalError, "the last message is cut off")
        }
        calls[place].hasEnded = true
        return .end(streamID)
    }

    private func decompressed(_ bytes: [UInt8], _ codec: Int?) throws(Status) -> [UInt8] {
        guard let codec else {
            throw Status(.internalError, "a compressed message without a grpc-encoding")
        }
        let message = try bytes.withUnsafeBufferPointer { bytes throws(Status) in
            try codecs.codecs[codec].decompress(
                UnsafeRawBufferPointer(bytes), bytesMax: messageBytesMax)
        }
        precondition(message.count <= messageBytesMax, "a codec keeps to its limit")
        return message
    }

    private mutating func fail(_ place: Int, _ status: Status) -> GRPCEvent {
        let streamID = calls[place].streamID
        context = calls[place].context
        finish(streamID, status)
        return .failed(streamID, status)
    }

    /// Gives out no messages of a call until ``resume(_:)``: its receiver has enough to do, and the
    /// client will be stopped by its window.
    public mutating func pause(_ streamID: UInt32) {
        guard let place = callPlace(http.tag(of: streamID)) else { return }
        calls[place].isPaused = true
    }

    /// Ends a pause. Whoever calls it calls ``next(_:consumed:nowNanoseconds:)`` afterwards, with
    /// bytes or without.
    public mutating func resume(_ streamID: UInt32) {
        guard let place = callPlace(http.tag(of: streamID)), calls[place].isPaused else { return }
        calls[place].isPaused = false
        http.consumed(streamID, calls[place].withheld)
        calls[place].withheld = 0
        makeReady(place)
    }

    // MARK: Answering

    /// Begins a message: until ``endMessage()``, its owner appends it to the output, and calls
    /// nothing else. False, and nothing is begun, if the call is over.
    @inline(__always)
    public mutating func beginMessage(_ streamID: UInt32) -> Bool {
        guard let place = callPlace(http.tag(of: streamID)) else { return false }
        if !http.hasSentHeaders(streamID) { sendHeaders(streamID, place) }
        writingCodec = calls[place].acceptsCodec ? calls[place].codec : nil
        guard http.beginData(streamID) else { return false }
        http.output.append(0)
        http.output.append(bigEndian: 0)
        return true
    }

    @inline(__always)
    private mutating func sendHeaders(_ streamID: UInt32, _ place: Int) {
        guard calls[place].acceptsCodec, let codec = calls[place].codec else {
            http.sendHeaders(streamID, &headers)
            return
        }
        http.sendHeaders(
            streamID,
            FieldBlock([
                (":status", "200"), ("content-type", "application/grpc"),
                ("grpc-encoding", codecs.codecs[codec].name),
                ("grpc-accept-encoding", codecs.accepted),
            ]))
    }

    /// Bytes of the message that was begun.
    public var messageCount: Int {
        http.output.pendingCount - http.dataPlace - GRPCMessageReader.prefixBytes
    }

    /// Discards the message that was begun.
    public mutating func dropMessage() { http.dropData() }

    /// Sends the message that was begun, as far as windows allow; the rest follows when they do.
    @inline(__always)
    public mutating func endMessage() {
        if let writingCodec { compress(writingCodec) }
        let place = http.dataPlace
        let count = http.output.pendingCount &- place &- GRPCMessageReader.prefixBytes
        http.output.set(bigEndian: UInt32(count), at: place &+ 1)
        http.endData()
    }

    private mutating func compress(_ codec: Int) {
        let start = http.dataPlace + GRPCMessageReader.prefixBytes
        guard messageCount >= GRPCLimits.compressedBytesMin else { return }
        let small = http.output.withBytes(from: start) { codecs.codecs[codec].compress($0) }
        guard small.count < messageCount else { return }
        http.output.truncate(to: start)
        http.output.append(small)
        http.output.set(1, at: http.dataPlace)
    }

    /// Ends a call well, once what it has sent is under way. No effect where it is over.
    @inline(__always)
    public mutating func finish(_ streamID: UInt32) {
        guard let place = callPlace(http.tag(of: streamID)) else { return }
        if !http.hasSentHeaders(streamID) { sendHeaders(streamID, place) }
        http.setTag(0, of: streamID)
        http.sendTrailers(streamID, &okTrailers)
        release(place)
    }

    /// Ends a call with an error. No effect where it is over.
    ///
    /// - Parameter details: an encoded google.rpc.Status; empty for none.
    public mutating func finish(_ streamID: UInt32, _ status: Status, details: [UInt8] = []) {
        guard let place = callPlace(http.tag(of: streamID)) else { return }
        http.setTag(0, of: streamID)
        if http.hasSentHeaders(streamID) {
            http.sendTrailers(streamID, GRPCStatusFields.trailers(status, details: details))
        } else {
            let fields = GRPCStatusFields.trailersOnly(status, details: details)
            http.sendHeaders(streamID, fields, ends: true)
        }
        release(place)
    }
}
