import FirestoreModel
import MirrorClient
import MirrorMessages
import ProtobufWire
import StatusCodes

/// google.firestore.v1 as a trial speaks it: transactions, whole collections, batches.
extension MirrorClient {
    /// The database's name, and of what lies in it.
    private var root: String { "projects/posmirror/databases/\(database)" }

    func fullName(_ path: ResourcePath) -> String { "\(root)/documents/\(path)" }

    /// An update of the whole document; a deletion where there are no fields.
    func write(_ path: ResourcePath, _ fields: Fields?) -> Write {
        guard let fields else { return Write(.delete(fullName(path))) }
        return Write(.update(Document(name: fullName(path), fields: fields)))
    }

    func begin() throws(MirrorClientError) -> [UInt8] {
        var request = BeginTransactionRequest()
        request.database = root
        let reply: BeginTransactionResponse = try call(FirestoreCall.beginTransaction, request)
        return reply.transaction
    }

    /// The fields as the transaction sees them; nil where there is no document.
    func fields(_ path: ResourcePath, in transaction: [UInt8]) throws(MirrorClientError) -> Fields?
    {
        var request = GetDocumentRequest()
        request.name = fullName(path)
        request.transaction = transaction
        do throws(MirrorClientError) {
            let document: Document = try call(FirestoreCall.getDocument, request)
            return document.fields
        } catch {
            if error.code == .notFound { return nil }
            throw error
        }
    }

    func commit(_ writes: [Write], transaction: [UInt8]) throws(MirrorClientError) {
        var request = CommitRequest()
        request.database = root
        request.writes = writes.map(\.wireBytes)
        request.transaction = transaction
        let _: CommitResponse = try call(FirestoreCall.commit, request)
    }

    /// Every document of a collection by its id.
    func all(_ collection: ResourcePath) throws(MirrorClientError) -> [String: Document] {
        var found: [String: Document] = [:]
        var token = ""
        repeat {
            let page = try documents(in: collection, pageSize: 100, pageToken: token)
            for document in page.documents { found[document.lastID] = document }
            token = page.nextPageToken
        } while !token.isEmpty
        return found
    }
}

extension Document {
    /// The last segment of its name.
    var lastID: String { String(name.split(separator: "/").last ?? "") }
}

extension MirrorClientError {
    /// Whether the write is certainly not there. What ended a connection, ran out of time or failed
    /// inside may have been stored.
    var leavesNoDoubt: Bool {
        if case .noDaemon = kind { return true }
        guard case .call = kind else { return false }
        switch code {
        case .aborted, .failedPrecondition, .alreadyExists, .notFound, .invalidArgument: return true
        default: return false
        }
    }

    /// Whether there is no daemon behind the connection any more.
    var isLost: Bool {
        switch kind {
        case .lost, .noDaemon: true
        case .call, .malformedReply: false
        }
    }
}
