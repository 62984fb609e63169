import CCurl
import Memory
import Synchronization

/// HTTP over libcurl. Connections are kept and reused; redirects are never followed, so
/// credentials never reach another host. Thread safe; a call blocks its thread.
public final class CurlTransport: Transport {
    /// An easy handle in the pool.
    ///
    /// A handle is either in the pool or used by one thread, and libcurl allows threads to use an
    /// easy handle one after the other (https://curl.se/libcurl/c/threadsafe.html).
    private struct Idle: @unchecked Sendable {
        let handle: CurlHandle
    }

    private let idle = Mutex<[Idle]>([])
    private let usesEnvironmentProxy: Bool
    private let memory: MemoryBudget

    /// `usesEnvironmentProxy` honours http_proxy, https_proxy and no_proxy, except for loopback
    /// hosts. Bodies that are collected take their memory from `memory`, as long as their response
    /// is kept.
    public init(usesEnvironmentProxy: Bool = true, memory: MemoryBudget = .unlimited) {
        self.usesEnvironmentProxy = usesEnvironmentProxy
        self.memory = memory
    }

    public func send(
        _ request: HTTPRequest, onBody: BodySink?
    ) throws(TransportError) -> HTTPResponse {
        let exchange = CurlExchange(request: request, memory: memory, onBody: onBody)
        guard exchange.mayContinue() else {
            throw TransportError(
                kind: .cancelled, path: exchange.path, reason: "cancelled", isUnsent: true)
        }
        try checkText(of: request)
        guard let handle = takeHandle() else {
            throw TransportError(
                kind: .other, path: exchange.path, reason: "libcurl unavailable", isUnsent: true)
        }
        do {
            try configure(handle, for: request)
            try perform(handle, exchange, body: request.body)
        } catch {
            // The handle is not pooled: a transfer that failed before it had a connection (an
            // unknown host) keeps its buffer, and libcurl then refuses CURLOPT_BUFFERSIZE.
            throw exchange.failure
                ?? TransportError(
                    kind: error.kind, path: exchange.path, reason: error.reason,
                    isUnsent: error.isUnsent)
        }
        giveBack(handle)
        guard exchange.head.status >= 200 else {
            throw TransportError(kind: .malformed, path: exchange.path, reason: "no HTTP status")
        }
        var response = HTTPResponse(head: exchange.head, body: exchange.body)
        response.lease = exchange.lease
        return response
    }

    private func perform(
        _ handle: CurlHandle, _ exchange: CurlExchange, body: [UInt8]
    ) throws(CurlFailure) {
        // withUnsafeBufferPointer has no typed throws on every toolchain; the error is returned
        // instead.
        let failure: CurlFailure? = body.withUnsafeBufferPointer { bytes in
            do throws(CurlFailure) {
                try handle.perform(exchange, body: bytes)
                return nil
            } catch {
                return error
            }
        }
        if let failure { throw failure }
    }

    private func configure(_ handle: CurlHandle, for request: HTTPRequest) throws(CurlFailure) {
        try handle.set(CURLOPT_URL, request.url)
        try handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try handle.set(CURLOPT_NOSIGNAL, 1)
        try handle.set(CURLOPT_FOLLOWLOCATION, 0)
        try handle.set(CURLOPT_ACCEPT_ENCODING, "")
        try handle.set(CURLOPT_NOPROGRESS, 0)
        try handle.set(CURLOPT_TCP_KEEPALIVE, 1)
        // libcurl repeats a request on a new connection if a reused one breaks without a response.
        if !request.isRepeatable { try handle.set(CURLOPT_FRESH_CONNECT, 1) }
        try handle.set(CURLOPT_BUFFERSIZE, Int64(TransportLimits.receiveBufferBytes))
        let connect = max(1, request.connectTimeoutMilliseconds)
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, connect)
        try handle.set(CURLOPT_TIMEOUT_MS, max(1, request.totalTimeoutMilliseconds))
        try handle.set(CURLOPT_LOW_SPEED_LIMIT, request.lowSpeedBytesPerSecond)
        try handle.set(CURLOPT_LOW_SPEED_TIME, request.lowSpeedSeconds)
        if !usesEnvironmentProxy || request.isLoopback { try handle.set(CURLOPT_NOPROXY, "*") }
        switch request.method {
        case .get: try handle.set(CURLOPT_HTTPGET, 1)
        case .post:
            try handle.set(CURLOPT_POST, 1)
            // Without it, libcurl would read a missing body from a callback.
            if request.body.isEmpty { try handle.set(CURLOPT_POSTFIELDSIZE, 0) }
        case .put:
            try handle.set(CURLOPT_POST, 1)
            try handle.set(CURLOPT_CUSTOMREQUEST, "PUT")
            if request.body.isEmpty { try handle.set(CURLOPT_POSTFIELDSIZE, 0) }
        }
        for header in request.headers { try handle.addHeader("\(header.name): \(header.value)") }
        // Servers that ignore Expect: 100-continue cost a second each.
        try handle.addHeader("Expect:")
    }

    /// Rejects text that could inject a header line, or be truncated at a NUL byte.
    private func checkText(of request: HTTPRequest) throws(TransportError) {
        func isClean(_ text: String) -> Bool { text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }
        let areHeadersClean = request.headers.allSatisfy { isClean($0.name) && isClean($0.value) }
        guard areHeadersClean, isClean(request.url),
            request.url.utf8.count <= TransportLimits.urlBytesMax
        else {
            throw TransportError(
                kind: .other, path: "", reason: "invalid URL or header", isUnsent: true)
        }
    }

    private func takeHandle() -> CurlHandle? {
        // The handle returned last most probably has an open connection.
        if let warm = idle.withLock({ $0.popLast() }) { return warm.handle }
        return CurlHandle()
    }

    private func giveBack(_ handle: CurlHandle) {
        handle.reset()
        let returned = Idle(handle: handle)
        idle.withLock { handles in
            if handles.count < TransportLimits.idleHandlesMax { handles.append(returned) }
        }
    }
}
