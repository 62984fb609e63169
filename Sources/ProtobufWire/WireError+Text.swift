extension WireError: CustomStringConvertible {
    /// The error in words that a client may see.
    public var description: String {
        switch self {
        case .truncated(let offset): "it ends too early, at byte \(offset)"
        case .malformedVarint(let offset): "a number at byte \(offset) is longer than 10 bytes"
        case .invalidFieldNumber(let offset): "a tag at byte \(offset) has no field number"
        case .invalidWireType(let offset): "a tag at byte \(offset) has no wire type"
        case .unexpectedWireType(let field): "field \(field) has another wire type than its own"
        case .invalidUTF8(let field): "field \(field) is not UTF-8"
        case .tooDeep: "messages are nested deeper than \(WireLimits.depthMax)"
        }
    }
}
