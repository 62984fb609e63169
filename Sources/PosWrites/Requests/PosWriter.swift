import Serving
import Access
import DocumentStore
import LinuxSystem
import MirrorMessages
import PointOfSale
import ProtobufWire
import StatusCodes
import Sync
import TTRPC
import TextForms

/// The common fields of requests that write to the POS.
package protocol PosWriteRequest: MirrorMessage {
    var orgId: String { get }
    var idempotencyKey: String { get set }
    var locationId: String { get }
}

/// A requested write: its tenant, idempotency key and identity.
package struct PosWrite: Sendable {
    let org: String
    /// Never empty.
    let key: String
    let location: String
    let method: String
    let principal: AuditPrincipal
    /// Hash of the method and the whole request but its key.
    package let hash: String
    /// Bytes of the request.
    let bytes: Int
    /// Personal texts of the request, redacted in errors.
    var sent: [String] = []

    init(
        _ method: String, _ request: some PosWriteRequest, by principal: AuditPrincipal
    ) throws(Status) {
        try checkOrg(request.orgId)
        org = request.orgId
        let key = request.idempotencyKey
        self.key = key.isEmpty ? "auto-" + Hexadecimal.text(SystemRandom.bytes(16)) : key
        location = request.locationId
        self.method = method
        self.principal = principal
        var content = request
        content.idempotencyKey = ""
        let encoded = content.wireBytes
        bytes = encoded.count
        hash = Hexadecimal.text(SHA256.digest(Array(method.utf8) + [0] + encoded))
    }
}

/// Sends writes to the POS: each is recorded in the journal first and sent at most once per
/// idempotency key, also across crashes.
package final class PosWriter: Sendable {
    private let journal: WriteJournal
    private let engine: SyncEngine
    package let log: @Sendable (LogEntry) -> Void
    /// Tenants and keys of the writes in progress.
    private let sending = Monitor<Set<String>>([])

    package init(
        journal: WriteJournal, engine: SyncEngine, log: @escaping @Sendable (LogEntry) -> Void
    ) {
        self.journal = journal
        self.engine = engine
        self.log = log
    }

    typealias Send = (inout WriteRun) throws(WriteFailure) -> PosWriteResult

    /// The state left by an earlier call with the key.
    private enum KeyState {
        case answered(PosWriteReply)
        /// The POS has executed a part; the rest may follow.
        case begun(WriteRecord)
        case nothing
    }

    /// The write's outcome: that of an earlier call with its key, otherwise of `send`. For a write
    /// in several calls, `send` continues with the record's steps.
    ///
    /// - Parameter checking: may reject a write of which nothing was sent yet.
    func perform(
        _ write: PosWrite, checking: () throws(Status) -> Void = { () throws(Status) in },
        _ send: Send
    ) throws(Status) -> PosWriteReply {
        let place = "\(write.org)/\(write.key)"
        // A concurrent call with the same key waits for the outcome of the first.
        _ = sending.wait { $0.insert(place).inserted ? true : nil }
        defer { sending.update { _ = $0.remove(place) } }
        var steps: [WriteStep] = []
        var outcome = WriteOutcome()
        switch try known(write) {
        case .answered(let reply): return reply
        case .begun(let record): (steps, outcome) = (record.steps, record.outcome)
        case .nothing: try checking()
        }
        let connection: POSConnection
        do throws(Status) {
            connection = try engine.connection(org: write.org, location: write.location)
        } catch {
            throw Status(.failedPrecondition, error.message)
        }
        guard let client = connection.client.writes else {
            let name = connection.ids.provider.name
            throw Status(
                .unimplemented, "the point of sale of \(write.org) (\(name)) takes no writes")
        }
        let now = SystemClock.wallMicroseconds()
        let audit = entry(write, now, "sending")
        let record = WriteRecord(
            method: write.method, requestHash: write.hash, state: .sending, outcome: outcome,
            steps: steps, auditID: audit.id, sentAt: now)
        try journal.note(record, write.org, write.key, [audit.write])
        let deadline = connection.client.deadline(
            afterMilliseconds: PosWriteLimits.posWriteMilliseconds)
        var run = WriteRun(
            connection: connection, client: client, deadline: deadline, now: now, record: record
        ) { [journal] record throws(Status) in
            try journal.note(record, write.org, write.key)
        }
        return try finish(write, &run, send)
    }

    /// The recorded outcome of an earlier write.
    package func find(_ org: String, _ key: String) throws(Status) -> PosWriteReply {
        guard var record = try journal.record(org, key) else {
            throw Status(.notFound, "no write to the POS has this idempotency_key")
        }
        let isOnItsWay = sending.withLock { $0.contains("\(org)/\(key)") }
        if record.state == .sending, !isOnItsWay { record.makeUnknown(WriteRecord.lostText) }
        return record.reply(key: key)
    }

    private func known(_ write: PosWrite) throws(Status) -> KeyState {
        guard var record = try journal.record(write.org, write.key) else { return .nothing }
        guard record.requestHash == write.hash else {
            throw Status(.alreadyExists, "idempotency_key was used for another request")
        }
        switch record.state {
        case .done:
            var reply = record.reply(key: write.key)
            reply.replayed = true
            return .answered(reply)
        case .refused: return record.hasProgress ? .begun(record) : .nothing
        case .sending where !record.hasProgress:
            // The sender died: whether the POS executed it is unknown.
            record.makeUnknown(WriteRecord.lostText)
            let audit = AuditTrail.ending(write.org, record.auditID, "unknown")
            try journal.note(record, write.org, write.key, audit.map { [$0] } ?? [])
            throw Status(.unknown, record.error)
        case .sending: return .begun(record)
        case .unknown:
            guard record.hasProgress else { throw Status(.unknown, record.error) }
            return .begun(record)
        }
    }

    /// Sends, and records the outcome in one commit with the resulting documents.
    private func finish(
        _ write: PosWrite, _ run: inout WriteRun, _ send: Send
    ) throws(Status) -> PosWriteReply {
        var documents: [DocumentWrite] = []
        var failure: Status?
        do throws(WriteFailure) {
            let result = try send(&run)
            documents = result.documents
            run.record.outcome = result.outcome
            run.record.state = .done
        } catch {
            failure = run.record.take(error, sent: write.sent)
        }
        run.record.finishedAt = SystemClock.wallMicroseconds()
        var audit = entry(
            write, run.record.sentAt, run.record.state.rawValue, id: run.record.auditID)
        audit.details += AuditEntry.ids(of: run.record.outcome)
        note(write, run.record, [audit.write], documents)
        if let failure { throw failure }
        return run.record.reply(key: write.key)
    }

    /// The outcome is known now and must be returned even if recording it fails.
    private func note(
        _ write: PosWrite, _ record: WriteRecord, _ audit: [DocumentWrite],
        _ documents: [DocumentWrite]
    ) {
        do throws(Status) {
            try journal.note(record, write.org, write.key, audit + documents)
        } catch {
            log("[POS_WRITE] org=\(write.org) the outcome was not stored whole: \(error)")
            // Retry without the documents, one of which the store may reject.
            do throws(Status) {
                try journal.note(record, write.org, write.key, audit)
            } catch {
                log("[POS_WRITE] org=\(write.org) the outcome was not stored: \(error)")
            }
        }
        AuditTrail.prune(journal.store, write.org, now: record.finishedAt)
    }

    private func entry(
        _ write: PosWrite, _ at: Int64, _ result: String, id: String? = nil
    ) -> AuditEntry {
        var entry = AuditEntry(
            org: write.org, id: id, method: write.method, by: write.principal, at: at,
            result: result)
        entry.details = [(.idempotencyKey, .string(write.key))]
        return entry
    }
}
