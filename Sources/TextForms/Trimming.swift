extension Substring {
    /// Trims white space at both ends, as Unicode defines it (`Character.isWhitespace`).
    public var trimmed: Substring {
        if utf8.allSatisfy({ $0 < 0x80 }) {
            // The hot path of every product's category and brand: ASCII without a property lookup.
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

    /// `Character.isWhitespace` for an ASCII byte.
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }
}

extension String {
    /// Trims white space at both ends, as Unicode defines it.
    public var trimmed: String { String(self[...].trimmed) }

    /// ``trimmed``; nil if that is empty.
    public var nonBlank: String? {
        let rest = self[...].trimmed
        return rest.isEmpty ? nil : String(rest)
    }

    /// Trims ASCII white space and control characters at both ends; nil if nothing is left. For
    /// texts of programs, in which a NUL or carriage return has no meaning.
    public var nonBlankOfControls: String? {
        let rest = Substring(self).utf8.trimmedOfControls
        return rest.isEmpty ? nil : String(Substring(rest))
    }
}

extension BidirectionalCollection<UInt8> {
    /// Trims the bytes 0x00 to 0x20 at both ends.
    @inlinable
    public var trimmedOfControls: SubSequence {
        var rest = self[...]
        while let first = rest.first, first <= 0x20 { rest = rest.dropFirst() }
        while let last = rest.last, last <= 0x20 { rest = rest.dropLast() }
        return rest
    }
}
