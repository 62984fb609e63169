/// An unreadable request. The connection closes after the response.
struct HTTPRequestError: Error, Equatable {
    let status: Int
    let message: String
}

/// Parses requests incrementally. Pure: has no socket and accepts input in pieces of any size.
struct HTTPRequestParser {
    private enum State {
        case head
        case body(HTTPRequest, length: Int)
        case chunkSize(HTTPRequest)
        case chunk(HTTPRequest, length: Int)
        case trailer(HTTPRequest)
    }

    private var pending: [UInt8] = []
    private var consumed = 0
    private var state = State.head
    /// Set after the headers of a request that waits for `100 Continue`.
    private var continueIsDue = false

    mutating func receive(_ bytes: UnsafeRawBufferPointer) {
        if consumed > 0 {
            pending.removeFirst(consumed)
            consumed = 0
        }
        pending.append(contentsOf: bytes)
    }

    /// Whether to send `100 Continue` now; true once per request.
    mutating func takeContinue() -> Bool {
        defer { continueIsDue = false }
        return continueIsDue
    }

    /// The next complete request; nil if more bytes are needed.
    mutating func next() throws(HTTPRequestError) -> HTTPRequest? {
        while true {
            switch state {
            case .head:
                guard let request = try head() else { return nil }
                state = try Self.bodyState(of: request)
                if case .body(_, 0) = state { continue }
                continueIsDue = request.expectsContinue
            case .body(var request, let length):
                guard let bytes = take(length) else { return nil }
                request.body = bytes
                return finish(request)
            case .chunkSize(let request):
                guard let length = try chunkSize(request) else { return nil }
                state = length == 0 ? .trailer(request) : .chunk(request, length: length)
            case .chunk(var request, let length):
                guard let bytes = take(length + 2) else { return nil }
                guard bytes.suffix(2) == [0x0D, 0x0A] else {
                    throw HTTPRequestError(status: 400, message: "chunk does not end")
                }
                request.body.append(contentsOf: bytes.dropLast(2))
                state = .chunkSize(request)
            case .trailer(let request):
                guard let line = try line() else { return nil }
                if line.isEmpty { return finish(request) }
            }
        }
    }

    private mutating func finish(_ request: HTTPRequest) -> HTTPRequest {
        state = .head
        continueIsDue = false
        return request
    }

    private mutating func take(_ count: Int) -> [UInt8]? {
        guard pending.count - consumed >= count else { return nil }
        defer { consumed += count }
        return Array(pending[consumed..<(consumed + count)])
    }

    /// A line without its line ending.
    private mutating func line() throws(HTTPRequestError) -> [UInt8]? {
        let rest = pending[consumed...]
        guard let end = rest.firstIndex(of: 0x0A) else {
            if rest.count > SimulatorLimits.headBytesMax {
                throw HTTPRequestError(status: 431, message: "line too long")
            }
            return nil
        }
        let line = rest[..<end]
        consumed = end + 1
        return Array(line.last == 0x0D ? line.dropLast() : line)
    }

    private mutating func chunkSize(_ request: HTTPRequest) throws(HTTPRequestError) -> Int? {
        guard let line = try line() else { return nil }
        let digits = line.prefix { $0 != 0x3B && $0 != 0x20 }
        guard digits.count <= 8, digits.allSatisfy({ $0 != 0x2B && $0 != 0x2D }),
            let length = Int(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw HTTPRequestError(status: 400, message: "bad chunk size") }
        guard request.body.count + length <= SimulatorLimits.bodyBytesMax else {
            throw HTTPRequestError(status: 413, message: "body too large")
        }
        return length
    }

    private mutating func head() throws(HTTPRequestError) -> HTTPRequest? {
        while pending[consumed...].starts(with: [0x0D, 0x0A]) { consumed += 2 }
        let rest = pending[consumed...]
        guard let end = Self.headEnd(rest) else {
            if rest.count > SimulatorLimits.headBytesMax {
                throw HTTPRequestError(status: 431, message: "headers too large")
            }
            return nil
        }
        guard end - consumed <= SimulatorLimits.headBytesMax else {
            throw HTTPRequestError(status: 431, message: "headers too large")
        }
        let text = String(decoding: rest[..<end], as: UTF8.self)
        consumed = end + 4
        return try HTTPHead.parse(text)
    }

    private static func headEnd(_ bytes: ArraySlice<UInt8>) -> Int? {
        var from = bytes.startIndex
        while let end = bytes[from...].firstIndex(of: 0x0D) {
            if bytes[end...].starts(with: [0x0D, 0x0A, 0x0D, 0x0A]) { return end }
            from = end + 1
        }
        return nil
    }

    private static func bodyState(of request: HTTPRequest) throws(HTTPRequestError) -> State {
        if let coding = request.headers["transfer-encoding"] {
            // RFC 9112, 6.1: both headers together are a request smuggling attempt.
            guard request.headers["content-length"] == nil else {
                throw HTTPRequestError(status: 400, message: "two body lengths")
            }
            guard coding.lowercased() == "chunked" else {
                throw HTTPRequestError(status: 501, message: "unknown transfer coding")
            }
            return .chunkSize(request)
        }
        guard let text = request.headers["content-length"] else {
            return .body(request, length: 0)
        }
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            let length = Int(text)
        else { throw HTTPRequestError(status: 400, message: "bad content length") }
        guard length <= SimulatorLimits.bodyBytesMax else {
            throw HTTPRequestError(status: 413, message: "body too large")
        }
        return .body(request, length: length)
    }
}
