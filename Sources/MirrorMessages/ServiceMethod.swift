/// The methods of one service, as its .proto file declares them; the raw value is the method's name
/// on the wire. Whoever switches over them all is told by the compiler when one is added.
public protocol ServiceMethod: RawRepresentable, CaseIterable, Hashable, Sendable
where RawValue == String {
    /// The full name of the service, such as `posmirror.v1.Menu`.
    static var service: String { get }
    /// Whom the method is for.
    var access: MethodAccess { get }
    /// Whose threads answer the method.
    var work: MethodWork { get }
    /// Which side may send more than one message.
    var streaming: MethodStreaming { get }
}

/// Which side of a call may send more than one message.
public enum MethodStreaming: Sendable {
    /// One request, one reply.
    case unary
    /// One request, any number of replies.
    case server
    /// Any number of messages each way.
    case both
}
