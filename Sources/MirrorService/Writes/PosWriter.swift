import Alleaves
import LinuxSystem
import MirrorMessages
import ProtobufWire
import Sync
import TTRPC

/// What the request of every write to the POS says.
protocol PosWriteRequest: MirrorMessage {
    var orgId: String { get }
    var idempotencyKey: String { get set }
    var locationId: String { get }
}

/// A write that somebody asks for: whose it is, by which key, and what identifies it.
struct PosWrite: Sendable {
    let org: String
    /// Never empty.
    let key: String
    let location: String
    let method: String
    /// Hash of the method and the whole request but its key.
    let hash: String

    init(_ method: String, _ request: some PosWriteRequest) throws(RPCError) {
        try checkOrg(request.orgId)
        org = request.orgId
        let key = request.idempotencyKey
        self.key = key.isEmpty ? "auto-" + Hexadecimal.text(SystemRandom.bytes(16)) : key
        location = request.locationId
        self.method = method
        var content = request
        content.idempotencyKey = ""
        hash = Hexadecimal.text(SHA256.digest(Array(method.utf8) + [0] + content.wireBytes))
    }
}

/// Sends writes to the POS: each is noted before it is sent and sent at most once for its key,
/// whatever happens in between.
final class PosWriter: Sendable {
    private let journal: WriteJournal
    private let engine: SyncEngine
    private let log: @Sendable (LogEntry) -> Void
    /// Tenants and keys of the writes on their way.
    private let sending = Monitor<Set<String>>([])

    init(journal: WriteJournal, engine: SyncEngine, log: @escaping @Sendable (LogEntry) -> Void) {
        self.journal = journal
        self.engine = engine
        self.log = log
    }

    typealias Send = (AlleavesClient, AlleavesDeadline) throws(AlleavesError) -> WriteOutcome

    /// The write's outcome: that of an earlier call with its key, else of `send`, which is called
    /// once and must make one call to the POS.
    func perform(_ write: PosWrite, _ send: Send) throws(RPCError) -> PosWriteReply {
        let place = "\(write.org)/\(write.key)"
        // Of two at a time with one key the second waits for the first one's outcome.
        _ = sending.wait { $0.insert(place).inserted ? true : nil }
        defer { sending.update { _ = $0.remove(place) } }
        if let known = try known(write) { return known }
        let client: AlleavesClient
        do throws(POSUnreachable) {
            client = try engine.client(org: write.org, location: write.location)
        } catch {
            throw RPCError(.failedPrecondition, error.description)
        }
        var record = WriteRecord(
            method: write.method, requestHash: write.hash, state: .sending,
            sentAt: SystemClock.wallMicroseconds())
        try journal.note(record, write.org, write.key)
        let failure = attempt(client, &record, send)
        record.finishedAt = SystemClock.wallMicroseconds()
        do throws(RPCError) {
            try journal.note(record, write.org, write.key)
        } catch {
            // What the POS did is known now and must be told; for later calls it stays open.
            log("[POS_WRITE] org=\(write.org) the outcome was not stored: \(error)")
        }
        let ms = (record.finishedAt - record.sentAt) / 1000
        log(
            "[POS_WRITE] org=\(write.org) method=\(write.method)"
                + " state=\(record.state.rawValue) ms=\(ms)")
        if let failure { throw failure }
        return record.reply(key: write.key)
    }

    /// What is known of an earlier write.
    func find(_ org: String, _ key: String) throws(RPCError) -> PosWriteReply {
        guard var record = try journal.record(org, key) else {
            throw RPCError(.notFound, "no write to the POS has this idempotency_key")
        }
        let isOnItsWay = sending.withLock { $0.contains("\(org)/\(key)") }
        if record.state == .sending, !isOnItsWay { record.makeUnknown() }
        return record.reply(key: key)
    }

    /// The outcome of an earlier call; nil where the write is to be sent.
    private func known(_ write: PosWrite) throws(RPCError) -> PosWriteReply? {
        guard var record = try journal.record(write.org, write.key) else { return nil }
        guard record.requestHash == write.hash else {
            throw RPCError(.alreadyExists, "idempotency_key was used for another request")
        }
        switch record.state {
        case .done:
            var reply = record.reply(key: write.key)
            reply.replayed = true
            return reply
        case .refused: return nil
        case .sending:
            // Whoever was sending it is gone: it may have got through or not.
            record.makeUnknown()
            try journal.note(record, write.org, write.key)
            throw Self.unknown
        case .unknown: throw Self.unknown
        }
    }

    private func attempt(
        _ client: AlleavesClient, _ record: inout WriteRecord, _ send: Send
    ) -> RPCError? {
        do throws(AlleavesError) {
            let deadline = client.deadline(afterMilliseconds: ServiceLimits.posWriteMilliseconds)
            record.outcome = try send(client, deadline)
            record.state = .done
            return nil
        } catch {
            guard error.isUntouched else {
                record.makeUnknown()
                return Self.unknown
            }
            record.state = .refused
            // The POS's own words may repeat what it was sent, so they are not kept.
            record.error = Self.reason(error)
            return RPCError(Self.code(error), "the POS has not acted: \(record.error)")
        }
    }

    static var unknown: RPCError {
        RPCError(.unknown, WriteRecord.unknownText)
    }

    private static func code(_ error: AlleavesError) -> RPCCode {
        switch error.code {
        case .credentialsRejected: .failedPrecondition
        case .rateLimited, .unavailable, .timeout, .cancelled: .unavailable
        case .http(404): .notFound
        case .http(409): .alreadyExists
        case .http(401), .http(403): .failedPrecondition
        case .invalidRequest, .http: .invalidArgument
        case .malformed, .tooLarge, .suspicious: .internalError
        }
    }

    private static func reason(_ error: AlleavesError) -> String {
        switch error.code {
        case .credentialsRejected: "it refuses the location's credentials"
        case .rateLimited: "it is busy, try again later"
        case .unavailable, .timeout, .cancelled: "it cannot be reached, try again later"
        case .http(403): "the location's account may not do this (HTTP 403)"
        case .http(404): "it does not know what was named (HTTP 404)"
        case .http(let status): "it refuses the request (HTTP \(status))"
        case .invalidRequest: "the request cannot be made of these values"
        case .malformed, .tooLarge, .suspicious: "its answer to the login cannot be read"
        }
    }
}

extension WriteRecord {
    fileprivate static let unknownText = "no answer came, so the POS may or may not have acted: "
        + "look there, then use a new idempotency_key if it has not"

    fileprivate mutating func makeUnknown() {
        state = .unknown
        error = Self.unknownText
    }
}
