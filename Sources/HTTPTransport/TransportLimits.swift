/// Limits of an HTTP exchange and of the connection pool.
enum TransportLimits {
    /// Bytes of a response's header lines; real ones have about 1,000.
    static let headerBytesMax = 65_536
    /// Bytes kept of an error response's body when 2xx bodies are streamed.
    static let errorBodyBytesMax = 65_536
    /// Bytes of libcurl's receive buffer (at most 512 KiB in 7.88).
    static let receiveBufferBytes = 524_288
    /// Pooled easy handles with their open connections; beyond it, a call connects anew.
    static let idleHandlesMax = 32
    /// Bytes of a URL.
    static let urlBytesMax = 8_192
}
