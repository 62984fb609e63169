import Catalog
import DocumentStore
import MirrorMessages

extension VerifyReply {
    /// What a verification found, as the caller is told of it.
    package init(_ found: StoreVerification, showsSecrets: Bool = false) {
        self.init()
        documents = Int64(found.keys[.documents] ?? 0)
        columns = Int64(found.keys[.columns] ?? 0)
        changes = Int64(found.keys[.changes] ?? 0)
        indexEntries = Int64(found.keys[.indexes] ?? 0)
        commit = Int64(clamping: found.commit)
        findingsCount = Int64(found.findings.count)
        atLeast = found.findings.isAtLeast
        var bytes = 0
        for finding in found.findings.list {
            var message = VerifyFinding()
            message.kind = finding.kind.rawValue
            message.family = finding.family.name
            message.place = finding.shownPlace(showsSecrets: showsSecrets)
            message.words = finding.words
            let line = "\(message.family): \(message.place): \(message.words)"
            bytes += 2 * line.utf8.count
            guard bytes <= StoreInspectorLimits.findingsBytesMax else { break }
            problems.append(line)
            findings.append(message)
        }
    }
}

extension VerifyProgress {
    package init(_ step: VerifyStep) {
        self.init()
        family = step.family.name
        done = Int64(step.done)
        total = Int64(step.total)
        naming = step.isNaming
    }
}
