import LinuxSystem
import Memory

/// The state of one exchange that libcurl's callbacks read and write. REQUIRES: the calling thread.
final class CurlExchange {
    let path: String
    private let onBody: BodySink?
    private let bodyBytesMax: Int
    private let cancellation: CancellationFlag?

    private(set) var head = HTTPResponseHead(status: 0)
    private(set) var body: [UInt8] = []
    /// The memory of the body.
    let lease: MemoryLease
    private let memory: MemoryBudget
    /// Why a callback stopped the exchange.
    private(set) var failure: TransportError?
    private var headerBytes = 0
    private var bodyBytes = 0

    init(request: HTTPRequest, memory: MemoryBudget, onBody: BodySink?) {
        self.memory = memory
        lease = MemoryLease(memory, .answers)
        self.path = request.path
        self.onBody = onBody
        self.bodyBytesMax = request.bodyBytesMax
        self.cancellation = request.cancellation
    }

    /// The progress callback; false aborts the exchange.
    func mayContinue() -> Bool {
        guard cancellation?.isCancelled == true else { return true }
        fail(.cancelled, "cancelled")
        return false
    }

    /// Receives one header line, line end included; false aborts the exchange.
    func receiveHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        headerBytes &+= line.count
        guard headerBytes <= TransportLimits.headerBytesMax else {
            fail(.malformed, "headers too long")
            return false
        }
        HeaderLine.apply(line, to: &head)
        return true
    }

    /// Receives a part of the body; false aborts the exchange.
    func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard mayContinue() else { return false }
        if onBody != nil, !head.isSuccess { return keepErrorBody(bytes) }
        bodyBytes &+= bytes.count
        guard bodyBytes <= bodyBytesMax else {
            fail(.tooLarge, "body over \(bodyBytesMax) bytes")
            return false
        }
        guard let onBody else { return keep(bytes) }
        do {
            try onBody(bytes)
            return true
        } catch {
            failure = failure ?? error
            return false
        }
    }

    private func keep(_ bytes: UnsafeRawBufferPointer) -> Bool {
        // An array that grows is copied to one of twice its size.
        guard lease.tryResize(to: 2 * (body.count + bytes.count)) else {
            fail(.tooLarge, memory.refusalText(.answers, of: "the answer"))
            return false
        }
        body.append(contentsOf: bytes)
        return true
    }

    private func keepErrorBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let room = TransportLimits.errorBodyBytesMax - body.count
        body.append(contentsOf: bytes.prefix(max(0, room)))
        return true
    }

    private func fail(_ kind: TransportError.Kind, _ reason: String) {
        failure = failure ?? TransportError(kind: kind, path: path, reason: reason)
    }
}
