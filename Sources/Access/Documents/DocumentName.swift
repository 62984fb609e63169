import DocumentStore
import FirestoreModel
import StatusCodes
import TTRPC

/// A document or collection parent named by a request.
package struct DocumentName {
    package let database: DatabaseName
    package let path: ResourcePath

    package init(database: DatabaseName, path: ResourcePath) {
        self.database = database
        self.path = path
    }

    /// The name of a document; throws INVALID_ARGUMENT.
    package init(_ name: String) throws(Status) {
        (database, path) = try ResourcePath.parse(resourceName: name)
        try path.requireDocument()
    }

    /// The documents root or a document, below which collections lie; throws INVALID_ARGUMENT.
    package init(parent name: String) throws(Status) {
        (database, path) = try ResourcePath.parse(resourceName: name)
        if !path.isRoot { try path.requireDocument() }
    }

    /// The storage key; the project id is ignored.
    package var key: DocumentKey { DocumentKey(database: database.database, path: path) }

    package var resourceName: String { path.resourceName(in: database) }
}
