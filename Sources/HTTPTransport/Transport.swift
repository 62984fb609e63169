/// Receives a body as it arrives; the bytes are valid during the call. An error that it throws
/// aborts the exchange and is rethrown.
public typealias BodySink = (UnsafeRawBufferPointer) throws(TransportError) -> Void

/// Performs HTTP exchanges. Any thread; a call blocks its thread.
public protocol Transport: Sendable {
    /// Sends `request` and returns the response; an HTTP error status is not an error.
    ///
    /// With `onBody`, the body of a 2xx response is passed to it in order, on the calling thread
    /// and after the status is known, and is not kept; any other body is collected and truncated at
    /// 64 KiB. Without `onBody`, a body larger than `bodyBytesMax` is an error. A body that ends
    /// early always is.
    func send(_ request: HTTPRequest, onBody: BodySink?) throws(TransportError) -> HTTPResponse
}

extension Transport {
    /// Sends `request` and collects the body.
    public func send(_ request: HTTPRequest) throws(TransportError) -> HTTPResponse {
        try send(request, onBody: nil)
    }
}
