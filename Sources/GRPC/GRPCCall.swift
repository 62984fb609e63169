/// What a connection knows of a call that is open.
struct GRPCCall {
    var streamID: UInt32
    var reader: GRPCMessageReader
    /// The codec of compressed messages.
    var codec: Int?
    /// Whether answers may be compressed by it.
    var acceptsCodec = false
    /// What the owner knows it by.
    var context = 0
    /// Whether the client sends nothing more.
    var isRemoteClosed = false
    /// Whether the owner knows of it.
    var hasEnded = false
    /// Whether the owner takes no messages for now, and how many bytes the client is not given back
    /// because of it.
    var isPaused = false
    var withheld = 0
    /// Whether it is in the list of calls that have something to give out.
    var isReady = false
}
