import TextForms

/// How callers name what a point of sale has: by its own id, or by that of the document.
public struct POSIDs: Hashable, Sendable {
    public let origin: POSOrigin
    /// It numbers everything: a text that is no number above zero is no id.
    public let isNumbered: Bool

    public var provider: POSProvider { origin.provider }

    public init(_ origin: POSOrigin, isNumbered: Bool) {
        self.origin = origin
        self.isNumbered = isNumbered
    }

    /// The document id of what the POS knows by `id`; nil for an id that it cannot have given.
    public func documentID(_ id: String) -> String? {
        if isNumbered, id.utf8.contains(UInt8(ascii: "/")) { return nil }
        return origin.documentID(id)
    }

    /// The POS's own id that a text names; nil where it can be none.
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
