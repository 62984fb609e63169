import Access
import DocumentStore
import FirestoreModel
import MirrorMessages
import ProtobufWire
import StatusCodes
import TTRPC

extension FirestoreService {
    func get(
        _ request: GetDocumentRequest, _ call: DocumentCall
    ) throws(Status) -> [UInt8] {
        let role = call.caller
        let name = try DocumentName(request.name)
        try DocumentAccess.check(name, role)
        let mask = try readMask(request.mask)
        let selector = try ReadSelector(request.transaction, request.readTime)
        guard let found = try document(name, selector) else {
            throw Status(.notFound, "Document \"\(name.resourceName)\" not found.")
        }
        return try views.document(name, found, role: role, mask: mask)
    }

    private func document(
        _ name: DocumentName, _ selector: ReadSelector
    ) throws(Status) -> RawDocument? {
        // A single document needs no snapshot.
        if case .now = selector {
            return try store.get(name.key)
        }
        return try reading(selector, in: name.database).documents([name.key])[0]
    }

    func batchGet(
        _ request: BatchGetDocumentsRequest, _ role: DocumentCaller, _ stream: ServerStream
    ) throws(Status) {
        let database = try databaseName(request.database)
        let names = try documentNames(request.documents, in: database, role)
        let mask = try readMask(request.mask)
        let reading = try reading(
            ReadSelector(request.transaction, request.readTime, request.newTransaction),
            in: database, of: stream.peer.uid)
        let readTime = WireTimestamp(microseconds: reading.readTime)
        var transaction = reading.newTransaction
        if names.isEmpty {
            var response = BatchGetDocumentsResponse()
            response.transaction = transaction ?? []
            response.readTime = readTime
            return try stream.send(response.wireBytes)
        }
        var ahead = ReadAhead(documentsMax: ServiceLimits.documentsAtATime)
        var start = 0
        while start < names.count {
            stream.turn?.giveWay()
            let part = names[start..<min(start + ahead.next, names.count)]
            start = part.endIndex
            let found = try reading.documents(part.map(\.key))
            for document in found { ahead.saw(bytes: document?.fields.count ?? 0) }
            for (name, document) in zip(part, found) {
                var response = BatchGetDocumentsResponse()
                if let document {
                    response.found = try views.document(name, document, role: role, mask: mask)
                } else {
                    response.missing = name.resourceName
                }
                response.readTime = readTime
                response.transaction = transaction.take() ?? []
                try stream.send(response.wireBytes)
            }
        }
    }

    /// The distinct documents named, in the order of their first mention.
    private func documentNames(
        _ texts: [String], in database: DatabaseName, _ role: DocumentCaller
    ) throws(Status) -> [DocumentName] {
        var names: [DocumentName] = []
        var seen: Set<ResourcePath> = []
        for text in texts {
            let path = try ResourcePath(resourceName: text, in: database)
            try path.requireDocument()
            let name = DocumentName(database: database, path: path)
            try DocumentAccess.check(name, role)
            if seen.insert(path).inserted { names.append(name) }
        }
        return names
    }

    func listCollectionIds(
        _ request: ListCollectionIdsRequest, _ call: DocumentCall
    ) throws(Status) -> ListCollectionIdsResponse {
        let parent = try DocumentName(parent: request.parent)
        try DocumentAccess.check(parent, call.caller)
        let size = try ServiceLimits.pageSize(request.pageSize)
        let after = try PageToken.decode(
            request.pageToken, .collections, of: parent.resourceName)
        let reading = try reading(ReadSelector(nil, request.readTime), in: parent.database)
        var ids = try reading.collectionIds(
            below: parent, after: after.map { String(decoding: $0, as: UTF8.self) },
            limit: size + 1)
        var response = ListCollectionIdsResponse()
        if ids.count > size {
            ids.removeLast()
            response.nextPageToken = PageToken.encode(
                .collections, of: parent.resourceName, Array((ids.last ?? "").utf8))
        }
        response.collectionIds = ids
        return response
    }
}
