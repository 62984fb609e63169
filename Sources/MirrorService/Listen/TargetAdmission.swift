import Catalog
import DocumentStore
import FirestoreModel
import Listening
import TTRPC

/// Who may listen to what, and from where a new target goes on.
enum TargetAdmission {
    /// The target's selection as its caller may have it: a group of people is narrowed to the
    /// tenant of the caller's session.
    static func selection(
        _ request: TargetRequest, _ caller: DocumentCaller
    ) throws(FirestoreError) -> TargetRequest.Selection {
        guard case .query(let parent, let query) = request.selection else {
            return request.selection
        }
        do throws(RPCError) {
            return .query(parent: try DocumentAccess.parent(parent, of: query, caller), query)
        } catch {
            throw FirestoreError(
                StatusCode(rawValue: error.code.rawValue) ?? .unknown, error.message)
        }
    }

    /// Throws PERMISSION_DENIED where the caller may not read what the target shows.
    static func check(_ scope: TargetScope, _ context: ListenContext) throws(FirestoreError) {
        do throws(RPCError) {
            switch scope {
            case .documents(let watched):
                for key in watched.keys {
                    let path = try storing { () throws(StoreError) in try CutReader.path(key) }
                    try DocumentAccess.check(
                        DocumentName(database: context.database, path: path), context.role)
                }
            case .query(let query): try DocumentAccess.check(query, context.role)
            }
        } catch {
            throw FirestoreError(
                StatusCode(rawValue: error.code.rawValue) ?? .unknown, error.message)
        }
    }

    /// What tells the client a new target's state: only what changed, if its token says what it
    /// has and the change log knows what came after.
    static func job(
        _ resumption: TargetRequest.Resumption, _ id: Int32, _ scope: TargetScope,
        _ cut: ListenCut, _ context: ListenContext
    ) -> any ListenJob {
        switch resumption {
        case .none: return InitialJob(id, at: cut, resets: false)
        // What was shown at a time alone cannot be told from what is shown now.
        case .readTime: return InitialJob(id, at: cut, resets: true)
        case .token(let bytes):
            guard let token = ResumeToken(bytes), isOfThisStore(token, cut, context.store),
                !scope.isWindow,
                token.rules == ResumeToken(cut).rules || !showsProducts(scope, cut),
                let keys = try? ListenCut.keys(
                    in: context.store, after: token.version, through: cut.version)
            else { return InitialJob(id, at: cut, resets: true) }
            return ResumeJob(id, at: cut, keys: keys)
        }
    }

    /// Whether the token's version is one that this store has had.
    private static func isOfThisStore(
        _ token: ResumeToken, _ cut: ListenCut, _ store: DocumentStore
    ) -> Bool {
        guard token.version < cut.version else {
            return token.version == cut.version && token.commitTime == cut.snapshot.commitTime
        }
        guard token.version > 0,
            let record = try? store.changes(after: token.version - 1, limit: 1).first,
            record.version == token.version
        else {
            // Commits without documents, and the last one cut off, leave no record to compare.
            return true
        }
        return record.commitTime == token.commitTime
    }

    private static func showsProducts(_ scope: TargetScope, _ cut: ListenCut) -> Bool {
        cut.generations.keys.contains { org in
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
