import HTTPTransport

import JSON
import PointOfSale

/// One call to be made, without credentials.
struct AlleavesCall: Sendable {
    var method: HTTPMethod = .get
    /// Below the base URL.
    var path: String
    /// After the question mark, encoded.
    var query = ""
    var body: [UInt8] = []
    /// Reads (searches by POST too) may be sent again after a failure that leaves open whether
    /// the POS has acted.
    var isRead = true
    var timeoutMilliseconds = AlleavesLimits.smallTimeoutMilliseconds
    var bodyBytesMax = AlleavesLimits.smallBodyBytesMax
    var triesMax = AlleavesLimits.triesMax
}

/// Turns an exchange's answer into a value; made anew for each try.
protocol AnswerReceiver {
    associatedtype Value
    /// Takes the body while it arrives; nil to have it collected.
    var sink: BodySink? { get }
    /// The value of a 2xx answer.
    func value(of response: HTTPResponse) throws(JSONFault) -> Value
}

/// Decodes a collected body, dropping members whose key is not kept.
struct JSONAnswer: AnswerReceiver {
    var keys: Set<String>?
    var sink: BodySink? { nil }

    func value(of response: HTTPResponse) throws(JSONFault) -> JSONValue {
        guard let keys else { return try JSONParser.parse(response.body, .lenient) }
        return try JSONParser.parse(response.body, .lenient, keeping: { keys.contains($0) })
    }
}

/// Parses an inventory while it arrives.
final class InventoryAnswer: AnswerReceiver {
    private let parser = InventoryParser()
    private let path: String
    private var fault: JSONFault?

    init(path: String) { self.path = path }

    var sink: BodySink? {
        { (bytes) throws(TransportError) in
            do throws(JSONFault) {
                try self.parser.feed(bytes)
            } catch {
                self.fault = error
                throw TransportError(kind: .malformed, path: self.path, reason: error.description)
            }
        }
    }

    /// The reason why the sink stopped the exchange.
    var stopped: JSONFault? { fault }

    func value(of response: HTTPResponse) throws(JSONFault) -> Inventory { try parser.finish() }
}
