/// Bounds of one HTTP exchange and of the connection pool.
enum TransportLimits {
    /// Bytes of all header lines of one response; a real one has about 1,000.
    static let headerBytesMax = 65_536
    /// Bytes kept of the body of an answer that is not 2xx while a 2xx body is streamed.
    static let errorBodyBytesMax = 65_536
    /// Bytes asked of libcurl's receive buffer (its own maximum in 7.88 is 512 KiB).
    static let receiveBufferBytes = 524_288
    /// Idle easy handles, each with its open connections; more parallel calls simply connect.
    static let idleHandlesMax = 32
    /// Bytes of a URL.
    static let urlBytesMax = 8_192
}
