import Catalog
import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorTree
import PointOfSale
import ProtobufWire
import StatusCodes
import Sync
import Synchronization
import TTRPC

/// Commits prepared writes to the store.
struct DocumentCommitter: Sendable {
    let store: DocumentStore
    /// Whose documents the mirror has.
    let providers: [POSProvider]
    let log: @Sendable (LogEntry) -> Void

    /// The result of a commit.
    struct Answer {
        let commitTime: Timestamp
        let results: [WriteResult]
    }

    /// A commit that is visible but may not be on disk yet.
    struct Pending {
        let commit: PendingCommit
        let answer: Answer
    }

    /// Applies `writes` in order, all or nothing, and returns when they are durable. `checking`
    /// runs first, with the commit lock held; a throw aborts the commit.
    func commit(
        _ writes: [PreparedWrite], in database: DatabaseName, from origin: DocumentOrigin,
        checking: (() throws(Status) -> Void)? = nil
    ) throws(Status) -> Answer {
        let pending = try submit(writes, in: database, from: origin, checking: checking)
        try wait(pending)
        return pending.answer
    }

    /// As ``commit(_:in:from:checking:)`` without waiting for the disk; to sync several, wait for
    /// the last.
    func submit(
        _ writes: [PreparedWrite], in database: DatabaseName, from origin: DocumentOrigin,
        checking: (() throws(Status) -> Void)? = nil
    ) throws(Status) -> Pending {
        let now = SystemClock.wallMicroseconds()
        let transformed = TransformResults()
        var mutations: [DocumentWrite] = []
        mutations.reserveCapacity(writes.count)
        for (index, write) in writes.enumerated() {
            mutations.append(
                try mutation(write, database, now, index, transformed))
        }
        let owned = PosOwnedFields(providers)
        let isGuarded =
            database.database == Catalog.database
            && writes.contains {
                owned.mayConcern($0.path) || TenantPath.isAtOrBelowDiscount($0.path)
            }
        let commit: PendingCommit
        do throws(Status) {
            commit =
                isGuarded
                ? try submitGuarded(mutations, origin, at: now, checking)
                : try store.submit(mutations, at: now, checking: checking)
        } catch {
            throw Status(error, ofWritesTo: database)
        }
        let results = commit.result.results.prefix(writes.count).enumerated().map {
            index, result in
            WriteResult(
                updateTime: result.updateTime.map { Timestamp(microseconds: $0) },
                transformResults: transformed[index])
        }
        return Pending(
            commit: commit,
            answer: Answer(
                commitTime: Timestamp(microseconds: commit.result.commitTime), results: results))
    }

    /// Submits with the guard of POS-owned fields and with audit entries for changed rules.
    private func submitGuarded(
        _ writes: [DocumentWrite], _ origin: DocumentOrigin, at now: Int64,
        _ checking: (() throws(Status) -> Void)?
    ) throws(Status) -> PendingCommit {
        var writes = writes
        if !origin.caller.overwritesPosFields {
            writes = PosFieldGuard(store, PosOwnedFields(providers)).guarding(writes)
        }
        writes = AuditTrail.recording(
            writes, by: origin.caller.principal, method: origin.method.rawValue, now: now)
        let commit = try store.submit(writes, at: now, checking: checking)
        if let audited = writes.last, commit.result.results.last?.outcome == .created,
            let org = AuditTrail.org(ofEntry: audited.key)
        {
            log(
                "[AUDIT] org=\(org) method=\(origin.method.rawValue)"
                    + " \(origin.caller.principal.logEntry)"
            )
            AuditTrail.prune(store, org, now: now)
        }
        return commit
    }

    func wait(_ pending: Pending) throws(Status) {
        try store.wait(pending.commit)
    }

    /// Writes that do not depend on the stored document become the store's own operations on bytes.
    private func mutation(
        _ write: PreparedWrite, _ database: DatabaseName, _ now: Int64, _ index: Int,
        _ transformed: TransformResults
    ) throws(Status) -> DocumentWrite {
        let key = DocumentKey(database: database.database, path: write.path)
        let condition = DocumentWrite.Precondition(write.precondition)
        switch write.operation {
        case .delete: return DocumentWrite(key: key, precondition: condition, mutation: .delete)
        case .replace(let fields) where write.transforms.isEmpty:
            let time = Timestamp(microseconds: now)
            // Applied to no document without a condition: checks only size and depth.
            let bare = PreparedWrite(path: write.path, operation: write.operation)
            _ = try bare.apply(to: nil, commitTime: time, requestTime: time)
            let bytes = fields.mapValueBytes
            try check(bytes, write.path, database)
            return DocumentWrite(
                key: key, precondition: condition, mutation: .set(fields: bytes))
        case .replace, .merge, .verify:
            return DocumentWrite(
                key: key, mutation: .apply(applying(write, database, now, index, transformed)))
        }
    }

    /// Rejects an invalid discount rule, which would be stored but never applied. Syncs do not take
    /// this path; they count invalid rules of the POS instead.
    private func check(
        _ fields: [UInt8], _ path: ResourcePath, _ database: DatabaseName
    ) throws(Status) {
        guard database.database == Catalog.database, let (_, id) = TenantPath.discount(path)
        else { return }
        let refusal: String?
        do throws(WireError) {
            refusal = try RuleDocument.refusal(id: id, fields)
        } catch {
            throw Status(error)
        }
        // An imported rule of the POS is accepted: the sync owns and counts it.
        if refusal != nil, providers.contains(where: { id.hasPrefix($0.idPrefix) }) { return }
        if let refusal { throw .invalid("\(path) is no discount rule: \(refusal)") }
    }

    private func applying(
        _ write: PreparedWrite, _ database: DatabaseName, _ now: Int64, _ index: Int,
        _ transformed: TransformResults
    ) -> @Sendable (RawDocument?) throws(Status) -> DocumentWrite.Outcome {
        { [self] old throws(Status) in
            let existing: FirestoreModel.StoredDocument?
            do throws(WireError) {
                existing = try old.map { old throws(WireError) in try .init(old) }
            } catch {
                throw Status(.corruption, "\(write.path)", "\(error)")
            }
            do throws(Status) {
                // The store sets the update time; only the request time of these is used.
                let time = Timestamp(microseconds: now)
                let outcome = try write.apply(
                    to: existing, commitTime: time, requestTime: time)
                transformed[index] = outcome.result.transformResults
                guard outcome.isChanged else { return .unchanged }
                guard let bytes = outcome.document?.fields.mapValueBytes else { return .delete }
                try check(bytes, write.path, database)
                return .fields(bytes)
            } catch {
                throw error.withContext("\(write.path)")
            }
        }
    }
}

extension Status {
    /// The error of a failed commit, with the messages of Google's service where programs match
    /// them.
    fileprivate init(_ error: Status, ofWritesTo database: DatabaseName) {
        let name = "\(database.documentsRoot)/\(error.context)"
        switch error.code {
        case .notFound: self.init(.notFound, "No document to update: \(name)")
        case .alreadyExists: self.init(.alreadyExists, "Document already exists: \(name)")
        default: self = error
        }
    }
}

/// Results of the transforms of a commit's writes, by index of the write.
private final class TransformResults: Sendable {
    private let values = Mutex<[Int: [Value]]>([:])

    subscript(index: Int) -> [Value] {
        get { values.withLock { $0[index] ?? [] } }
        set { values.withLock { $0[index] = newValue } }
    }
}

extension DocumentWrite.Precondition {
    /// Mapped to the store's own conditions, so that a failing write costs no decoding.
    init(_ condition: FirestoreModel.Precondition?) {
        switch condition {
        case nil, .some(.none): self = .none
        case .exists(true): self = .exists
        case .exists(false): self = .notExists
        case .updateTime(let time): self = .updateTime(time.microseconds)
        }
    }
}
