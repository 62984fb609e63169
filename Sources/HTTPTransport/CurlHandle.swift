import CCurl

/// Owns one easy handle with its open connections, DNS and TLS session cache.
///
/// curl_easy_reset keeps those and drops all options
/// (https://curl.se/libcurl/c/curl_easy_reset.html).
final class CurlHandle {
    private let handle: UnsafeMutableRawPointer
    private var headers: UnsafeMutablePointer<curl_slist>?

    /// Nil if libcurl is out of memory or could not be initialised.
    init?() {
        guard CurlHandle.isLibraryReady, let handle = curl_easy_init() else { return nil }
        self.handle = handle
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headers)
    }

    /// curl_global_init is not thread safe; a static is initialised once.
    private static let isLibraryReady = posmirror_curl_global_init() == CURLE_OK

    func reset() {
        curl_easy_reset(handle)
        curl_slist_free_all(headers)
        headers = nil
    }

    func set(_ option: CURLoption, _ value: Int64) throws(CurlFailure) {
        try check(posmirror_curl_set_long(handle, option, Int(value)))
    }

    /// libcurl copies the string.
    func set(_ option: CURLoption, _ value: String) throws(CurlFailure) {
        try check(posmirror_curl_set_string(handle, option, value))
    }

    func addHeader(_ line: String) throws(CurlFailure) {
        guard let extended = curl_slist_append(headers, line) else {
            throw CurlFailure(code: CURLE_OUT_OF_MEMORY)
        }
        headers = extended
    }

    /// Performs the exchange. REQUIRES: `body` and `exchange` stay valid, since libcurl copies
    /// neither.
    func perform(
        _ exchange: CurlExchange, body: UnsafeBufferPointer<UInt8>
    ) throws(CurlFailure) {
        let context = Unmanaged.passUnretained(exchange).toOpaque()
        try check(posmirror_curl_set_list(handle, CURLOPT_HTTPHEADER, headers))
        if let base = body.baseAddress, !body.isEmpty {
            let size = curl_off_t(body.count)
            try check(posmirror_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, size))
            let address = UnsafeMutableRawPointer(mutating: base)
            try check(posmirror_curl_set_pointer(handle, CURLOPT_POSTFIELDS, address))
        }
        try setCallbacks(context)
        try check(curl_easy_perform(handle))
    }

    private func setCallbacks(_ context: UnsafeMutableRawPointer) throws(CurlFailure) {
        try check(posmirror_curl_set_pointer(handle, CURLOPT_WRITEDATA, context))
        try check(posmirror_curl_set_pointer(handle, CURLOPT_HEADERDATA, context))
        try check(posmirror_curl_set_pointer(handle, CURLOPT_XFERINFODATA, context))
        try check(
            posmirror_curl_set_data_callback(handle, CURLOPT_WRITEFUNCTION) {
                data, size, count, context in
                CurlHandle.deliver(data, size, count, context) { $0.receiveBody($1) }
            })
        try check(
            posmirror_curl_set_data_callback(handle, CURLOPT_HEADERFUNCTION) {
                data, size, count, context in
                CurlHandle.deliver(data, size, count, context) { $0.receiveHeader($1) }
            })
        try check(
            posmirror_curl_set_progress_callback(handle, CURLOPT_XFERINFOFUNCTION) {
                context, _, _, _, _ in
                guard let context else { return 1 }
                let exchange = Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue()
                return exchange.mayContinue() ? 0 : 1
            })
    }

    /// Returns the number of bytes consumed; libcurl aborts the exchange if it is not the number
    /// offered.
    private static func deliver(
        _ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
        _ context: UnsafeMutableRawPointer?,
        to receive: (CurlExchange, UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        let (length, overflow) = size.multipliedReportingOverflow(by: count)
        guard let context, !overflow else { return 0 }
        if length == 0 { return 0 }
        guard let data else { return 0 }
        let exchange = Unmanaged<CurlExchange>.fromOpaque(context).takeUnretainedValue()
        let bytes = UnsafeRawBufferPointer(start: data, count: length)
        return receive(exchange, bytes) ? length : 0
    }

    private func check(_ code: CURLcode) throws(CurlFailure) {
        guard code == CURLE_OK else { throw CurlFailure(code: code) }
    }
}

/// A libcurl result code other than CURLE_OK.
struct CurlFailure: Error {
    let code: CURLcode

    /// The kind of error that the code means (https://curl.se/libcurl/c/libcurl-errors.html).
    var kind: TransportError.Kind {
        switch code {
        case CURLE_OPERATION_TIMEDOUT: .timeout
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT,
            CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_HTTP2,
            CURLE_HTTP2_STREAM, CURLE_PROXY:
            .connect
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED:
            .tls
        case CURLE_FILESIZE_EXCEEDED: .tooLarge
        case CURLE_ABORTED_BY_CALLBACK: .cancelled
        case CURLE_PARTIAL_FILE, CURLE_BAD_CONTENT_ENCODING, CURLE_WEIRD_SERVER_REPLY,
            CURLE_UNSUPPORTED_PROTOCOL, CURLE_TOO_MANY_REDIRECTS:
            .malformed
        default: .other
        }
    }

    /// Whether the code proves that nothing was sent: no connection was established.
    var isUnsent: Bool {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT: true
        default: kind == .tls
        }
    }

    /// libcurl's constant text for the code; it contains nothing of the request.
    var reason: String { String(cString: curl_easy_strerror(code)) }
}
