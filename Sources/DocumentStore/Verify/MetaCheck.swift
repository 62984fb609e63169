import RocksStore
import StatusCodes

/// What the `meta` family says, and what is wrong with it.
struct MetaCheck {
    /// Nil where it cannot be read.
    private(set) var commit: CommitMark? = CommitMark()
    private(set) var cut: UInt64 = 0
    private(set) var format: UInt32?
    /// The marks of what is derived, as stored.
    private(set) var indexMark: [UInt8]?
    private(set) var columnsMark: [UInt8]?
    private(set) var findings: [StoreFinding] = []
    private(set) var keys = 0

    init(_ source: some StoreSource) throws(Status) {
        var stored: [(key: [UInt8], value: [UInt8])] = []
        var unreadable: [UnreadableRange] = []
        try source.readableEntries(.meta, skipped: { unreadable.append($0) }) { key, value in
            stored.append(([UInt8](key), [UInt8](value)))
        }
        keys = stored.count
        for range in unreadable {
            findings.append(StoreFinding(.unreadable, .meta, "marks", range.cause))
            commit = nil
        }
        for (key, value) in stored { take(key, value) }
        let isEmpty = !stored.contains { $0.key == StoreMeta.commitKey }
        if isEmpty, unreadable.isEmpty, try Self.hasDocuments(source) {
            commit = nil
            note(.missing, "commit", "there are documents and no last commit")
        }
        if format == nil, !stored.contains(where: { $0.key == StoreMeta.formatKey }) {
            note(.missing, "format", "it is missing")
        }
        if let commit, cut > commit.version {
            note(.contradicts, "cut", "the change log is cut behind the last commit")
        }
    }

    private mutating func take(_ key: [UInt8], _ value: [UInt8]) {
        // Meta names are ASCII; another byte is shown as what it is no name of.
        let name = String(decoding: key, as: UTF8.self)
        do throws(Status) {
            let parts = try StoredEntryDecoder.meta(key, value)
            switch key {
            case StoreMeta.formatKey: try take(format: UInt32(clamping: parts?[0].value ?? 0))
            case StoreMeta.commitKey:
                commit = CommitMark(
                    version: parts?[0].value ?? 0,
                    time: Int64(bitPattern: parts?[1].value ?? 0))
            case StoreMeta.truncatedKey: cut = parts?[0].value ?? 0
            case StoreMeta.indexKey: indexMark = value
            case StoreMeta.derivedKey(.columns): columnsMark = value
            // Of a later version of this program.
            default: break
            }
        } catch {
            if key == StoreMeta.commitKey { commit = nil }
            note(.damaged, name, error.cause)
        }
    }

    private mutating func take(format version: UInt32) throws(Status) {
        format = version
        guard (1...DocumentStoreLimits.formatVersion).contains(version) else {
            throw Status(.corruption, "meta", "format \(version) is none that this program knows")
        }
    }

    private mutating func note(_ kind: StoreFinding.Kind, _ name: String, _ words: String) {
        findings.append(StoreFinding(kind, .meta, name, words))
    }

    private static func hasDocuments(_ source: some StoreSource) throws(Status) -> Bool {
        var found = false
        do throws(Status) {
            try source.entries(.documents, KeyRange()) { _, _ in
                found = true
                return false
            }
        } catch {
            // Unreadable documents are documents too.
            found = true
        }
        return found
    }
}
