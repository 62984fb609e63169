import ProtobufWire

/// A method of one request and one reply, with the types of both.
public struct UnaryCall<Request: WireMessage, Reply>: Sendable {
    /// The full name of the service.
    public let service: String
    /// The method's name.
    public let method: String

    init<Method: ServiceMethod>(_ method: Method) {
        precondition(method.streaming == .unary, "the generated file is inconsistent")
        service = Method.service
        self.method = method.rawValue
    }
}

/// A method of one request and a stream of replies, with the types of both.
public struct StreamCall<Request: WireMessage, Reply>: Sendable {
    /// The full name of the service.
    public let service: String
    /// The method's name.
    public let method: String

    init<Method: ServiceMethod>(_ method: Method) {
        precondition(method.streaming == .server, "the generated file is inconsistent")
        service = Method.service
        self.method = method.rawValue
    }
}

/// A method on whose stream both sides send messages, with the types of these.
public struct ExchangeCall<Request: WireMessage, Reply>: Sendable {
    /// The full name of the service.
    public let service: String
    /// The method's name.
    public let method: String

    init<Method: ServiceMethod>(_ method: Method) {
        precondition(method.streaming == .both, "the generated file is inconsistent")
        service = Method.service
        self.method = method.rawValue
    }
}

/// A message that has no type in this module: FirestoreModel's own, and google.protobuf.Empty.
public enum ForeignMessage {}
