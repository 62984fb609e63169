/// RFC 9113, 7. Any other number is kept as it is.
public struct HTTP2ErrorCode: RawRepresentable, Equatable, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let noError = HTTP2ErrorCode(rawValue: 0)
    public static let protocolError = HTTP2ErrorCode(rawValue: 1)
    public static let internalError = HTTP2ErrorCode(rawValue: 2)
    public static let flowControlError = HTTP2ErrorCode(rawValue: 3)
    public static let settingsTimeout = HTTP2ErrorCode(rawValue: 4)
    public static let streamClosed = HTTP2ErrorCode(rawValue: 5)
    public static let frameSizeError = HTTP2ErrorCode(rawValue: 6)
    public static let refusedStream = HTTP2ErrorCode(rawValue: 7)
    public static let cancel = HTTP2ErrorCode(rawValue: 8)
    public static let compressionError = HTTP2ErrorCode(rawValue: 9)
    public static let connectError = HTTP2ErrorCode(rawValue: 10)
    public static let enhanceYourCalm = HTTP2ErrorCode(rawValue: 11)
    public static let inadequateSecurity = HTTP2ErrorCode(rawValue: 12)
    public static let http11Required = HTTP2ErrorCode(rawValue: 13)
}

/// Why a connection cannot go on. The text names a rule and repeats nothing that the peer sent.
public struct HTTP2Fault: Error, Equatable, Sendable, CustomStringConvertible {
    public let code: HTTP2ErrorCode
    public let text: StaticString

    init(_ code: HTTP2ErrorCode, _ text: StaticString) {
        (self.code, self.text) = (code, text)
    }

    public var description: String { "HTTP/2 error \(code.rawValue): \(text)" }

    public static func == (left: HTTP2Fault, right: HTTP2Fault) -> Bool {
        left.code == right.code && left.description == right.description
    }
}
