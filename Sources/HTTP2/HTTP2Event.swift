/// What a peer's bytes meant, as far as somebody has to do something about it.
public enum HTTP2Event {
    /// Nothing complete is left; the next frame has so many bytes, counted from the first that was
    /// not consumed.
    case needMore(Int)
    /// A request: its fields are ``HTTP2Connection/fields``, and ``HTTP2Connection/head`` says
    /// where its pseudo-header fields are, until the next call. `ends`: no body follows.
    case request(UInt32, ends: Bool)
    /// A request whose header list exceeds its limit and is not kept. The stream is open and waits
    /// for the answer that says so.
    case requestTooLarge(UInt32, ends: Bool)
    /// A part of a body, valid as long as the bytes. Whoever has taken it calls
    /// ``HTTP2Connection/consumed(_:_:)``. Empty only where it ends the body.
    case data(UInt32, UnsafeRawBufferPointer, ends: Bool)
    /// The fields behind a body, which they end: ``HTTP2Connection/fields``.
    case trailers(UInt32)
    /// The stream is gone, by the peer's wish or fault: nothing can be sent on it any more.
    case reset(UInt32, HTTP2ErrorCode)
    /// The peer has taken note of the first GOAWAY: see ``HTTP2Connection/finishDrain()``.
    case drainAcknowledged
    /// The peer will open no more streams.
    case goAway(HTTP2ErrorCode)
    /// The connection is over: nothing that follows is read. The output ends with a GOAWAY that
    /// says why.
    case close(HTTP2Fault)
}
