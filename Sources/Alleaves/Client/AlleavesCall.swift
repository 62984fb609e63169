import HTTPTransport

import JSON
import Memory
import PointOfSale

/// A call, without credentials.
struct AlleavesCall: Sendable {
    var method: HTTPMethod = .get
    /// The path below the base URL.
    var path: String
    /// The encoded query.
    var query = ""
    var body: [UInt8] = []
    /// Whether the call only reads (searches by POST too), so that it may be repeated after a
    /// failure with unknown outcome.
    var isRead = true
    var timeoutMilliseconds = AlleavesLimits.smallTimeoutMilliseconds
    var bodyBytesMax = AlleavesLimits.smallBodyBytesMax
    var triesMax = AlleavesLimits.triesMax
}

/// Converts a response to a value. A new one for each attempt.
protocol ResponseReceiver {
    associatedtype Value
    /// Receives the body as it arrives; nil collects it.
    var sink: BodySink? { get }
    /// The value of a 2xx response.
    func value(of response: HTTPResponse) throws(JSONFault) -> Value
}

/// Decodes a collected body without the members whose key is not wanted.
struct JSONResponse: ResponseReceiver {
    var keys: Set<String>?
    /// Of a list of records; see ``SpoiltRecords``.
    var isList = false
    var sink: BodySink? { nil }

    func value(of response: HTTPResponse) throws(JSONFault) -> JSONValue {
        let options: JSONParser.Options = isList ? .marking : .lenient
        guard let keys else { return try JSONParser.parse(response.body, options) }
        return try JSONParser.parse(response.body, options, keeping: { keys.contains($0) })
    }
}

/// Parses an inventory as it arrives. Ends the exchange where there is no memory for it.
final class InventoryResponse: ResponseReceiver {
    private let parser = InventoryParser()
    private let path: String
    private let memory: MemoryBudget
    private let lease: MemoryLease
    private var fault: JSONFault?

    init(path: String, memory: MemoryBudget) {
        self.path = path
        self.memory = memory
        lease = MemoryLease(memory, .answers)
    }

    var sink: BodySink? {
        { (bytes) throws(TransportError) in
            do throws(JSONFault) {
                try self.parser.feed(bytes)
            } catch {
                self.fault = error
                throw TransportError(kind: .malformed, path: self.path, reason: error.description)
            }
            guard self.lease.tryResize(to: self.parser.memoryBytes) else {
                throw TransportError(
                    kind: .tooLarge, path: self.path,
                    reason: self.memory.refusalText(.answers, of: "the inventory"))
            }
        }
    }

    /// Why the sink aborted the exchange.
    var stopped: JSONFault? { fault }

    func value(of response: HTTPResponse) throws(JSONFault) -> Inventory {
        try parser.finish(lease)
    }
}
