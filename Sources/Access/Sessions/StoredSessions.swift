import Catalog
import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorTree
import StatusCodes
import TextForms

/// Sessions as documents sessions/{hash of the token}: the store contains no token.
package struct StoredSessions: SessionVerifier {
    /// Prefix of the mirror's own tokens, by which the log scrubber finds them.
    package static let prefix = "pms_"

    package let store: DocumentStore
    /// Milliseconds since 1970.
    package let now: @Sendable () -> Int64

    package init(store: DocumentStore, now: @escaping @Sendable () -> Int64) {
        self.store = store
        self.now = now
    }

    /// A session's document.
    package struct Entry: Sendable {
        package let id: String
        package let session: UserSession
        package let createdAt: Int64
        /// Microseconds since 1970, as `createdAt`.
        package let expiresAt: Int64

        package init(id: String, session: UserSession, createdAt: Int64, expiresAt: Int64) {
            self.id = id
            self.session = session
            self.createdAt = createdAt
            self.expiresAt = expiresAt
        }
    }

    package func session(_ token: String) throws(Status) -> UserSession? {
        guard let entry = try entry(Self.id(token)) else { return nil }
        let time = now() * 1000
        if entry.expiresAt <= time {
            end(entry)
            return nil
        }
        // Made in a future that the clock has left again, or in one that it is yet to reach: it
        // would live longer than was said.
        guard entry.createdAt <= time + AccessLimits.sessionClockMicroseconds else { return nil }
        return entry.session
    }

    /// Deletes a session that was found expired, so that it does not come back to life when the
    /// clock is set back.
    private func end(_ entry: Entry) {
        // It is refused in any case; what cannot be deleted now is found expired again.
        try? revoke([entry.id])
    }

    /// The id of a token's document.
    package static func id(_ token: String) -> String {
        Hexadecimal.text(SHA256.digest(token.utf8))
    }

    // MARK: - Care

    /// Stores a session for `hours` and returns its token, which is not stored.
    package func create(
        _ session: UserSession, hours: Int64
    ) throws(Status) -> (token: String, entry: Entry) {
        let token = Self.prefix + Hexadecimal.text(SystemRandom.bytes(32))
        let time = now() * 1000
        let entry = Entry(
            id: Self.id(token), session: session, createdAt: time,
            expiresAt: time + hours * 3_600_000_000)
        let fields = Fields([
            (SessionField.createdAt, .timestamp(Timestamp(microseconds: entry.createdAt))),
            (.expiresAt, .timestamp(Timestamp(microseconds: entry.expiresAt))),
            (.orgIds, .array(session.orgs.map { .string($0) })),
            (.role, .string(session.role)), (.userId, .string(session.userID)),
        ])
        var writes = [
            DocumentWrite(
                key: try Self.key(entry.id), precondition: .notExists,
                mutation: .set(fields: fields.mapValueBytes))
        ]
        // Expired sessions are deleted when a new one is stored, so the collection stays small.
        for old in try all() where old.expiresAt <= time {
            writes.append(DocumentWrite(key: try Self.key(old.id), mutation: .delete))
        }
        try commit(writes)
        return (token, entry)
    }

    /// Every session, expired ones too, in the order of their ids.
    package func all() throws(Status) -> [Entry] {
        let scan = DocumentScan(
            database: Catalog.database, collection: RootPath.sessions)
        let found = try store.documents(scan)
        return try found.map { found throws(Status) in
            let path = try found.key.decode().path
            return Self.entry(path.id, found.document)
        }
    }

    /// Ends the sessions with these ids.
    package func revoke(_ ids: [String]) throws(Status) {
        let writes = try ids.map { id throws(Status) in
            DocumentWrite(key: try Self.key(id), mutation: .delete)
        }
        try commit(writes)
    }

    private func commit(_ writes: [DocumentWrite]) throws(Status) {
        _ = try store.commit(writes)
    }

    private func entry(_ id: String) throws(Status) -> Entry? {
        let key = try Self.key(id)
        let found = try store.get(key)
        return found.map { Self.entry(id, $0) }
    }

    /// A malformed document counts as expired.
    private static func entry(_ id: String, _ document: RawDocument) -> Entry {
        let fields = (try? Fields(mapValueBytes: document.fields)) ?? Fields()
        let orgs = fields[SessionField.orgIds]?.arrayValue?.compactMap(\.stringValue) ?? []
        return Entry(
            id: id,
            session: UserSession(
                userID: fields.text(SessionField.userId), role: fields.text(SessionField.role),
                orgs: orgs),
            // The commit's time may run ahead of the clock.
            createdAt: fields[SessionField.createdAt]?.timestampValue?.microseconds
                ?? document.createTime,
            expiresAt: fields[SessionField.expiresAt]?.timestampValue?.microseconds ?? 0)
    }

    private static func key(_ id: String) throws(Status) -> DocumentKey {
        let path = try RootPath.session(id)
        return DocumentKey(database: Catalog.database, path: path)
    }
}
