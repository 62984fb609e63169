/// The state of a stream that is open, or closed by the peer alone (RFC 9113, 5.1): as long as this
/// end has not sent its last frame.
struct HTTP2Stream {
    let id: UInt32
    /// Whether the peer has sent its last frame.
    var isRemoteClosed: Bool
    /// Whether the response's headers were sent.
    var hasSentHeaders = false
    /// Whether the last frame waits in the queue: what the peer still sends is of no interest.
    var isEnding = false
    /// Whether the stream is in the list of those that may send.
    var hasTurn = false
    /// What its owner knows it by; 0 before and after.
    var tag = 0
    /// Bytes that the peer may send.
    var receiveWindow: Int
    /// Bytes received that nobody has taken.
    var unconsumed = 0
    /// Bytes taken that the peer does not know of.
    var unannounced = 0
    /// Bytes that may be sent. Negative where the peer has made its windows smaller.
    var sendWindow: Int
    /// Bytes that the body still must have by its content-length; -1 without one.
    var contentLeft = -1
    /// What waits for a window; nil where nothing does.
    var queue: SendQueue?

    /// The mark of an empty place in the table.
    static var none: HTTP2Stream {
        HTTP2Stream(id: 0, isRemoteClosed: true, receiveWindow: 0, sendWindow: 0)
    }

    init(id: UInt32, isRemoteClosed: Bool, receiveWindow: Int, sendWindow: Int) {
        self.id = id
        self.isRemoteClosed = isRemoteClosed
        self.receiveWindow = receiveWindow
        self.sendWindow = sendWindow
    }
}
