/// Tells HTTP/2 from another protocol on the same socket, by what the peer says first.
///
/// A ttrpc frame begins with its length, of which the first byte is 0 within ttrpc's limit of
/// 4 MiB; the preface begins with `P`, which would be a frame of 1.3 GiB.
public enum HTTP2Preface {
    /// Its bytes (RFC 9113, 3.4).
    public static let bytes = FrameParser.preface

    /// What the first bytes of a connection are.
    public enum Verdict: Equatable, Sendable {
        /// The preface, whole.
        case http2
        /// Its beginning; more decides.
        case undecided
        /// Something else, of which no byte is the peer's mistake yet.
        case other
    }

    /// Judges the first bytes of a connection, of which none was consumed.
    public static func verdict(_ first: UnsafeRawBufferPointer) -> Verdict {
        guard first.prefix(bytes.count).elementsEqual(bytes.prefix(first.count)) else {
            return .other
        }
        return first.count >= bytes.count ? .http2 : .undecided
    }
}
