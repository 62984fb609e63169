/// Receives a body's bytes as they arrive; they are valid during the call only. What it throws
/// ends the exchange and is thrown by it.
public typealias BodySink = (UnsafeRawBufferPointer) throws(TransportError) -> Void

/// Makes HTTP exchanges, blocking the calling thread. Any number of threads may call at a time.
public protocol Transport: Sendable {
    /// Sends `request` and returns the complete answer; an HTTP error status is not thrown.
    ///
    /// With `onBody`, the body of a 2xx answer goes to it on the calling thread, in order, and is
    /// not kept (so the status is known before the first byte); any other answer's body is
    /// collected, cut at 64 KiB. Without it the body is collected, and one larger than
    /// `bodyBytesMax` is an error. A truncated body is an error in both cases.
    func send(_ request: HTTPRequest, onBody: BodySink?) throws(TransportError) -> HTTPResponse
}

extension Transport {
    /// Sends `request` and collects the body.
    public func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
        try send(request, onBody: nil)
    }
}
