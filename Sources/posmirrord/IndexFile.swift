import DocumentStore
import FirestoreModel
import MirrorService
import StatusCodes

/// The `indexes` of a configuration file, such as
/// `[{"collection": "tenants/*/notes", "except": ["text"]}]`.
enum IndexFile {
    /// The index policy of a collection; throws `usage`.
    static func coverage(
        _ index: ConfigurationFile.Index
    ) throws(DaemonError) -> IndexPolicy.Coverage {
        let ids = index.collection.split(separator: "/", omittingEmptySubsequences: false)
        guard ids.count & 1 == 1, !ids.contains("") else {
            throw DaemonError(.usage, "an index is of a collection such as \"tenants/*/notes\"")
        }
        switch (index.only, index.except) {
        case (let only?, nil): return only.isEmpty ? .none : .only(try paths(only))
        case (nil, let except?): return .except(try paths(except))
        default:
            throw DaemonError(
                .usage, "indexes of \(index.collection) need either \"only\" or \"except\"")
        }
    }

    private static func paths(_ texts: [String]) throws(DaemonError) -> [FieldPath] {
        var paths: [FieldPath] = []
        for text in texts {
            do throws(Status) {
                let path = try FieldPath(text)
                try path.requireStorable()
                paths.append(path)
            } catch {
                throw DaemonError(.usage, "indexes: \(error.message)")
            }
        }
        return paths
    }
}
