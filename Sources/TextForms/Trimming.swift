extension Substring {
    /// Without white space at both ends, as Unicode knows it (`Character.isWhitespace`).
    public var trimmed: Substring {
        if utf8.allSatisfy({ $0 < 0x80 }) {
            // Every product's category and brand come this way: no look-up of properties.
            guard let first = utf8.firstIndex(where: { !Self.isSpace($0) }),
                let last = utf8.lastIndex(where: { !Self.isSpace($0) })
            else { return self[endIndex...] }
            return self[first...last]
        }
        var rest = self
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return rest
    }

    /// Whether an ASCII byte is what `Character.isWhitespace` says of it.
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }
}

extension String {
    /// Without white space at both ends, as Unicode knows it.
    public var trimmed: String { String(self[...].trimmed) }

    /// ``trimmed``, nil if nothing is left.
    public var nonBlank: String? {
        let rest = self[...].trimmed
        return rest.isEmpty ? nil : String(rest)
    }

    /// Without ASCII white space and control characters at both ends, nil if nothing is left: for
    /// what programs send, where a zero byte or a carriage return is nobody's text.
    public var nonBlankOfControls: String? {
        let rest = Substring(self).utf8.trimmedOfControls
        return rest.isEmpty ? nil : String(Substring(rest))
    }
}

extension BidirectionalCollection<UInt8> {
    /// Without bytes up to the space, 0x20, at both ends.
    @inlinable
    public var trimmedOfControls: SubSequence {
        var rest = self[...]
        while let first = rest.first, first <= 0x20 { rest = rest.dropFirst() }
        while let last = rest.last, last <= 0x20 { rest = rest.dropLast() }
        return rest
    }
}
