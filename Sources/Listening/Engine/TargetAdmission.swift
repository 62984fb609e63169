import Access
import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import StatusCodes
import TTRPC

/// Authorisation of targets, and the state that a new target starts from.
enum TargetAdmission {
    /// The target's selection within the caller's rights: a collection group of people is narrowed
    /// to the tenant of the caller's session.
    static func selection(
        _ request: TargetRequest, _ caller: DocumentCaller
    ) throws(Status) -> TargetRequest.Selection {
        guard case .query(let parent, let query) = request.selection else {
            return request.selection
        }
        return .query(parent: try DocumentAccess.parent(parent, of: query, caller), query)
    }

    /// Throws PERMISSION_DENIED where the caller may not read the target's documents.
    static func check(_ scope: TargetScope, _ context: ListenContext) throws(Status) {
        switch scope {
        case .documents(let watched):
            for key in watched.keys {
                let path = try SnapshotReader.path(key)
                try DocumentAccess.check(
                    DocumentName(database: context.database, path: path), context.role)
            }
        case .query(let query): try DocumentAccess.check(query, context.role)
        }
    }

    /// The job that brings the client to a new target's state: only the changes, if the resume
    /// token is valid and the change log covers them; otherwise the complete state.
    static func job(
        _ resumption: TargetRequest.Resumption, _ id: Int32, _ scope: TargetScope,
        _ snapshot: ListenSnapshot, _ context: ListenContext
    ) -> any ListenJob {
        switch resumption {
        case .none: return InitialJob(id, at: snapshot, resets: false)
        // A read time alone does not determine which documents matched then.
        case .readTime: return InitialJob(id, at: snapshot, resets: true)
        case .token(let bytes):
            // Without the changes since the token, the complete state is sent.
            guard let token = ResumeToken(bytes), isOfThisStore(token, snapshot, context.store),
                !scope.isWindow,
                token.rules == ResumeToken(snapshot).rules || !showsProducts(scope, snapshot),
                let keys = try? ListenSnapshot.keys(
                    in: context.store, after: token.version, through: snapshot.version)
            else { return InitialJob(id, at: snapshot, resets: true) }
            return ResumeJob(id, at: snapshot, keys: keys)
        }
    }

    /// Whether the token was issued by this store and not by one later restored from a backup.
    private static func isOfThisStore(
        _ token: ResumeToken, _ snapshot: ListenSnapshot, _ store: DocumentStore
    ) -> Bool {
        guard token.version < snapshot.version else {
            return token.version == snapshot.version
                && token.commitTime == snapshot.storeSnapshot.commitTime
        }
        guard token.version > 0 else { return true }
        do throws(Status) {
            guard let record = try store.changes(after: token.version - 1, limit: 1).first,
                record.version == token.version
            else {
                // Commits without documents have no record: nothing to compare.
                return true
            }
            return record.commitTime == token.commitTime
        } catch {
            // Nor has the last truncated one. What cannot be read proves nothing: the target begins
            // anew.
            return error.code == .failedPrecondition
        }
    }

    private static func showsProducts(_ scope: TargetScope, _ snapshot: ListenSnapshot) -> Bool {
        snapshot.generations.keys.contains { org in
            let collection = ProductPath.publicItems(org: org)
            switch scope {
            case .documents(let watched):
                let prefix = DocumentKey.collectionPrefix(
                    database: Catalog.database, collection: collection)
                return watched.keys.contains { $0.bytes.starts(with: prefix) }
            case .query(let query):
                return query.database.database == Catalog.database
                    && query.selects(ProductPath.publicItem(org: org, id: "-"))
            }
        }
    }
}
