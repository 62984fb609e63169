import FeedMapping
import HTTPTransport
import LinuxSystem
import PointOfSale

/// Identifies a version of a feed: the server's validators (RFC 9110, 8.8), or a file's stamp.
struct FeedValidator: Equatable, Sendable {
    var entityTag: String?
    var lastModified: String?
    var file: RegularFile.Stamp?
}

/// A feed's decompressed bytes, or the information that they are unchanged.
enum FeedFetch: Sendable {
    case unchanged
    case content([UInt8], FeedValidator)
}

/// Fetches feeds. Any thread; a call blocks its thread.
struct FeedFetcher: Sendable {
    let settings: FeedSettings
    let transport: any Transport
    let environment: POSEnvironment
    /// The location's headers, including its token.
    let headers: [(name: String, value: String)]

    /// Fetches the feed's document or file.
    ///
    /// - Parameters:
    ///   - page: the page of a paged feed, from 1.
    ///   - known: the validator of the cached version.
    ///   - room: the memory of the document, which it holds when this returns.
    func fetch(
        _ source: FeedSource, page: Int = 1, unlike known: FeedValidator?,
        _ deadline: POSDeadline, room: FeedRoom
    ) throws(POSError) -> FeedFetch {
        let part = source.kind.rawValue
        switch source.address {
        case .file(let path):
            let file = FeedFile(settings: settings, part: part)
            guard let (bytes, stamp) = try file.read(path, unlike: known?.file, room) else {
                return .unchanged
            }
            return .content(try unpacked(bytes, part, room), FeedValidator(file: stamp))
        case .web:
            let url = source.address.page(page) ?? ""
            let exchange = FeedExchange(fetcher: self, part: part, deadline: deadline)
            guard let (bytes, validator) = try exchange.get(url, unlike: known, room) else {
                return .unchanged
            }
            return .content(try unpacked(bytes, part, room), validator)
        }
    }

    /// gzip is detected by its magic bytes, because exports named .csv may be compressed, and
    /// others named .gz may not be.
    private func unpacked(
        _ bytes: [UInt8], _ part: String, _ room: FeedRoom
    ) throws(POSError) -> [UInt8] {
        guard Gzip.isGzip(bytes) else { return bytes }
        do throws(FeedFault) {
            let unpacked = try Gzip.unpacked(bytes) { room.holds(bytes.count + $0) }
            // Less than was granted.
            _ = room.holds(unpacked.count)
            return unpacked
        } catch {
            let code: POSError.Code = error.kind == .tooLarge ? .tooLarge : .malformed
            throw POSError(code: code, path: part, message: error.message)
        }
    }
}

/// The download of one document, with retries.
private struct FeedExchange {
    let fetcher: FeedFetcher
    let part: String
    let deadline: POSDeadline

    /// The body and its validator; nil for status 304.
    func get(
        _ url: String, unlike known: FeedValidator?, _ room: FeedRoom
    ) throws(POSError) -> ([UInt8], FeedValidator)? {
        for attempt in 1... {
            let failure: POSError
            do throws(TransportError) {
                let response = try fetcher.transport.send(try request(url, known))
                if response.head.status == 304, known != nil { return nil }
                if response.head.status == 200 || response.head.status == 203 {
                    // From the response's share of memory to the room's.
                    response.lease?.force(to: 0)
                    guard room.holds(response.body.count) else {
                        throw TransportError(
                            kind: .tooLarge, path: part,
                            reason: fetcher.environment.memory.refusalText(
                                .answers, of: "the feed"))
                    }
                    return (response.body, validator(response.head))
                }
                failure = refusal(response.head)
            } catch {
                failure = POSError(error, part: part)
            }
            try waitToRetry(failure, attempt)
        }
        preconditionFailure("the loop ends by a result or an error")
    }

    private func request(_ url: String, _ known: FeedValidator?) throws(TransportError)
        -> HTTPRequest
    {
        let rest = remaining()
        guard rest > 0, deadline.cancellation?.isCancelled != true else {
            throw TransportError(
                kind: rest > 0 ? .cancelled : .timeout, path: part, reason: "no time is left",
                isUnsent: true)
        }
        var headers = [HTTPHeader("Accept", "*/*")]
        headers += fetcher.headers.map { HTTPHeader($0.name, $0.value) }
        if let tag = known?.entityTag { headers.append(HTTPHeader("If-None-Match", tag)) }
        if let time = known?.lastModified { headers.append(HTTPHeader("If-Modified-Since", time)) }
        return HTTPRequest(
            method: .get, url: url, headers: headers,
            connectTimeoutMilliseconds: min(rest, FeedSourceLimits.connectTimeoutMilliseconds),
            totalTimeoutMilliseconds: min(rest, FeedSourceLimits.timeoutMilliseconds),
            lowSpeedBytesPerSecond: FeedSourceLimits.lowSpeedBytesPerSecond,
            lowSpeedSeconds: FeedSourceLimits.lowSpeedSeconds,
            bodyBytesMax: FeedLimits.bodyBytesMax, cancellation: deadline.cancellation)
    }

    private func remaining() -> Int64 {
        let now = fetcher.environment.monotonicMilliseconds()
        return deadline.monotonicMilliseconds.subtractingReportingOverflow(now).partialValue
    }

    private func validator(_ head: HTTPResponseHead) -> FeedValidator {
        let tag = head.entityTag.flatMap { tag in
            tag.utf8.count < FeedSourceLimits.entityTagBytesMax ? tag : nil
        }
        return FeedValidator(entityTag: tag, lastModified: head.lastModified)
    }

    private func refusal(_ head: HTTPResponseHead) -> POSError {
        let (code, message): (POSError.Code, String) =
            switch head.status {
            case 401, 403: (.credentialsRejected, "the server refuses the token or headers")
            case 429: (.rateLimited, "the server is asked too often")
            case 304: (.http(304), "the server answers 304 to a request without a condition")
            case 500...: (.unavailable, "the server answers \(head.status)")
            case 300..<400:
                (
                    .http(head.status),
                    "the server answers \(head.status); redirects are not followed, so url must be"
                        + " the one that it leads to"
                )
            case 206:
                (.http(head.status), "the server answers 206, a part that was not asked for")
            default: (.http(head.status), "the server answers \(head.status)")
            }
        return POSError(
            code: code, path: part, message: message, isUntouched: true, status: head.status)
    }

    /// Waits before the next attempt, or throws `failure` if there is none.
    private func waitToRetry(_ failure: POSError, _ attempt: Int) throws(POSError) {
        let mayPass: Bool =
            switch failure.code {
            case .unavailable, .rateLimited, .timeout: true
            default: false
            }
        let doubled = FeedSourceLimits.backoffFirstMilliseconds << Int64(min(attempt - 1, 10))
        let wait = min(doubled, FeedSourceLimits.backoffMilliseconds)
        guard mayPass, attempt < FeedSourceLimits.triesMax, wait < remaining() else {
            throw failure
        }
        fetcher.environment.sleep(wait, deadline.cancellation)
    }
}

extension POSError {
    /// The transport's texts contain neither the address nor a header.
    fileprivate init(_ error: TransportError, part: String) {
        let code: POSError.Code =
            switch error.kind {
            case .timeout: .timeout
            case .connect, .tls: .unavailable
            case .tooLarge: .tooLarge
            case .cancelled: .cancelled
            case .malformed: .malformed
            case .other: .invalidRequest
            }
        self.init(
            code: code, path: part, message: "\(error.kind.rawValue): \(error.reason)",
            isUntouched: true)
    }
}
