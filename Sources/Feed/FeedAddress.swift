/// The address of a feed: a local file or a URL.
enum FeedAddress: Equatable, Sendable {
    /// An absolute path.
    case file(String)
    /// An https URL; http where allowed.
    case web(String)

    /// The address without the query of a URL, which is where exports have their keys.
    var shown: String {
        switch self {
        case .file(let path): "file://" + path
        case .web(let url): String(url.prefix { $0 != "?" && $0 != "#" })
        }
    }

    /// Parses an address. A file's directory is checked when it is opened, see ``FeedFile``.
    ///
    /// - Parameter allowsPlainHTTP: allow http to other machines, which exposes the feed and its
    /// token to the network.
    init(_ text: String, allowsPlainHTTP: Bool) throws(FeedConfigError) {
        guard text.utf8.count <= FeedSourceLimits.urlBytesMax,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else { throw FeedConfigError("url has blanks or control characters, or is too long") }
        let lower = text.lowercased()
        if lower.hasPrefix("file:") {
            self = .file(try Self.path(text))
            return
        }
        guard let scheme = ["https://", "http://"].first(where: lower.hasPrefix) else {
            throw FeedConfigError("url must begin with https:// or file:///")
        }
        let authority = text.dropFirst(scheme.utf8.count).prefix { !"/?#".contains($0) }
        guard !authority.isEmpty, !authority.hasPrefix(":") else {
            throw FeedConfigError("url has no host")
        }
        guard !authority.contains("@") else {
            throw FeedConfigError("url holds a user or password; they belong into token or headers")
        }
        guard scheme == "https://" || allowsPlainHTTP || Self.isLoopback(authority) else {
            throw FeedConfigError(
                "url is http to another machine; use https, or let the daemon's configuration say"
                    + " \"feed_plain_http\": true")
        }
        self = .web(text)
    }

    /// Whether the feed is read page by page.
    var isPaged: Bool {
        if case .web(let url) = self { url.contains(Self.pageMark) } else { false }
    }

    /// The URL of a page, counted from 1.
    func page(_ number: Int) -> String? {
        guard case .web(let url) = self else { return nil }
        return url.replacing(Self.pageMark, with: String(number))
    }

    /// The placeholder of the page number in a URL.
    static let pageMark = "{page}"

    private static func isLoopback(_ authority: Substring) -> Bool {
        let authority = authority.lowercased()
        return ["127.0.0.1", "localhost", "[::1]"].contains { host in
            authority == host || authority.hasPrefix(host + ":")
        }
    }

    /// The path of `file:///a%20b`; throws if the host is another machine.
    private static func path(_ text: String) throws(FeedConfigError) -> String {
        var rest = text.dropFirst("file:".count)
        guard rest.hasPrefix("//") else { throw invalidFile }
        rest = rest.dropFirst(2)
        if rest.lowercased().hasPrefix("localhost/") { rest = rest.dropFirst("localhost".count) }
        guard rest.hasPrefix("/"), let path = decoded(rest), !path.utf8.contains(0) else {
            throw invalidFile
        }
        return path
    }

    private static let invalidFile = FeedConfigError(
        "url names no file: it is file:/// and an absolute path")

    /// Percent-decoded; nil if an escape is invalid.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// An invalid posConfig of a feed. The message names its keys, never their values.
public struct FeedConfigError: Error, Equatable, Sendable, CustomStringConvertible {
    public let message: String

    init(_ message: String) { self.message = message }

    /// The same error, prefixed with a part of the configuration.
    func about(_ part: String) -> FeedConfigError { FeedConfigError("\(part).\(message)") }

    public var description: String { message }
}
