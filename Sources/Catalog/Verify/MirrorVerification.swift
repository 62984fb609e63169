import DocumentStore
import FirestoreModel
import MirrorTree
import RocksStore
import StatusCodes

/// The whole of a mirror's store against what follows from what; see ``StoreVerifier``.
package enum MirrorVerification {
    /// What is wrong with the open `store` as it is now; commits go on.
    package static func run(
        _ store: DocumentStore, findingsListed: Int = DocumentStoreLimits.findingsListed,
        progress: @escaping (VerifyStep) throws(Status) -> Void = { _ in }
    ) throws(Status) -> StoreVerification {
        try store.verification(
            of: RowEntries(), derivation: StoredRow.derivation, findingsListed: findingsListed,
            progress: progress)
    }

    /// What is wrong with the state that `database` opened at.
    package static func run(
        _ database: ReadOnlyDatabase, findingsListed: Int = DocumentStoreLimits.findingsListed,
        progress: @escaping (VerifyStep) throws(Status) -> Void = { _ in }
    ) throws(Status) -> StoreVerification {
        var verifier = StoreVerifier(
            database, policy: MirrorIndexes.policy(), rows: RowEntries(),
            derivation: StoredRow.derivation, findingsListed: findingsListed, progress: progress)
        return try verifier.run()
    }
}

extension StoreFinding {
    /// What it concerns, as an operator may see it: the path of the document and the part of it.
    /// People's addresses are left out unless `showsSecrets`.
    package func shownPlace(showsSecrets: Bool = false) -> String {
        func shown(_ path: ResourcePath) -> String {
            showsSecrets ? "\(path)" : ShownDocument.name(path)
        }
        if kind == .unreadable, family == .documents {
            let start = document.map { "behind \(shown($0))" } ?? "from the first"
            let end = until.map { "before \(shown($0))" } ?? "to the last"
            return "documents \(start), \(end)"
        }
        if let document { return shown(document) + (place.isEmpty ? "" : ", \(place)") }
        guard let documentID else { return place }
        return
            "\(place) for a document \(showsSecrets ? documentID : ShownDocument.name(documentID))"
    }

    /// The finding in one line.
    package func line(showsSecrets: Bool = false) -> String {
        "\(family.name): \(shownPlace(showsSecrets: showsSecrets)): \(words)"
    }
}
