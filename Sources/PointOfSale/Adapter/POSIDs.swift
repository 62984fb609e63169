import TextForms

/// Resolves ids given by callers: the POS's own, or that of the document.
public struct POSIDs: Hashable, Sendable {
    public let origin: POSOrigin
    /// Whether the POS's ids are numbers: any text but a positive number is no id.
    public let isNumbered: Bool

    public var provider: POSProvider { origin.provider }

    public init(_ origin: POSOrigin, isNumbered: Bool) {
        self.origin = origin
        self.isNumbered = isNumbered
    }

    /// The document id for the POS's own id; nil if it cannot be one.
    public func documentID(_ id: String) -> String? {
        if isNumbered, id.utf8.contains(UInt8(ascii: "/")) { return nil }
        return origin.documentID(id)
    }

    /// The POS's own id that a text denotes; nil if it cannot be one.
    public func own(_ text: String) -> String? {
        let own =
            text.hasPrefix(origin.idPrefix)
            ? String(text.dropFirst(origin.idPrefix.count)) : text
        guard isNumbered else {
            return own.nonBlankOfControls.flatMap {
                $0.utf8.count <= POSLimits.idBytesMax ? $0 : nil
            }
        }
        return Int64(own).flatMap { $0 > 0 ? String($0) : nil }
    }
}
