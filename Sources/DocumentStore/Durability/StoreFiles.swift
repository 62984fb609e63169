import LinuxSystem
import RocksStore
import StatusCodes

/// The names of the files in a data directory.
package enum StoreFiles {
    /// Our own: what the store is, and what it has acknowledged.
    package static let manifest = "STORE"
    package static let mark = "ACKNOWLEDGED"
    /// Written to find out whether the disk takes writes; removed at once.
    static let probe = "PROBE"
    /// The file that names RocksDB's own manifest.
    package static let current = "CURRENT"
    /// The beginning of the names of directories that hold logs moved aside.
    package static let aside = "aside-"
    /// What may be in a directory in which a store is created.
    private static let neutral: Set<String> = [
        "lost+found", "posmirror.sock", "PROBE", "STORE.tmp",
    ]

    /// The names in `directory`; nil if it does not exist.
    static func names(in directory: String) throws(Status) -> Set<String>? {
        try onDisk("open") { () throws(SystemError) in
            guard let found = try FileAttributes(FilePath.trimmed(directory)) else { return nil }
            // A link is followed, as RocksDB does.
            guard found.kind == .directory || found.kind == .link else {
                throw SystemError.notADirectory(directory)
            }
            return Set(try FilePath.names(in: directory))
        }
    }

    /// The number of the store whose manifest, ``manifest``, is the file at `path`. Throws
    /// `corruption` if it is damaged.
    package static func number(inManifest path: String) throws(Status) -> UInt64 {
        try StoreManifest.read(file: path).id
    }

    /// Whether a store may be created among `names`.
    static func isEmpty(_ names: Set<String>) -> Bool { names.isSubset(of: neutral) }

    /// RocksDB's manifests among `names`, the newest first.
    static func manifests(_ names: Set<String>) -> [String] {
        let prefix = "MANIFEST-"
        return names.compactMap { name -> (number: UInt64, name: String)? in
            guard name.hasPrefix(prefix), let number = UInt64(name.dropFirst(prefix.count)) else {
                return nil
            }
            return (number, name)
        }
        .sorted { $0.number > $1.number }
        .map(\.name)
    }

    /// The logs among `names` by number, the oldest first.
    static func logs(_ names: Set<String>) -> [(number: UInt64, name: String)] {
        names.compactMap { name in logNumber(name).map { ($0, name) } }
            .sorted { $0.number < $1.number }
    }

    /// The number in the name of a log; nil of other names.
    static func logNumber(_ name: String) -> UInt64? {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1] == "log" else { return nil }
        return UInt64(parts[0])
    }

    /// The name of the log of `number` (rocksdb file/filename.cc).
    static func logName(_ number: UInt64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".log"
    }

    /// The number of the newest log in `directory`; 0 where there is none.
    static func newestLog(in directory: String) throws(Status) -> UInt64 {
        logs(try names(in: directory) ?? []).last?.number ?? 0
    }
}

/// Calls `body`; a failed system call becomes the store's fault for it.
package func onDisk<Result>(
    _ context: String, _ body: () throws(SystemError) -> Result
) throws(Status) -> Result {
    do throws(SystemError) {
        return try body()
    } catch {
        throw Status(error.isOutOfSpace ? .full : .io, context, "\(error)")
    }
}
