import MirrorMessages
import TTRPC

/// A service of the daemon: it has a handler for every method that its .proto file declares.
protocol RPCService {
    associatedtype Method: ServiceMethod

    /// What answers the method. Called once for each when the daemon starts.
    func handler(_ method: Method) -> RPCHandler
}

extension RPCService {
    /// Every method of the service.
    var methods: [ServedMethod] { Method.allCases.map { ServedMethod($0, handler($0)) } }
}
