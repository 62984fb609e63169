import LinuxSystem
import RocksStore
import StatusCodes

/// Takes a closed store whose logs are damaged back to an earlier commit, on an operator's word.
package enum StoreRecovery {
    /// Makes the store in `directory` one that opens at `commit`. Its logs as they were stay in a
    /// directory within it, whose name is returned; the store's own manifest notes what was given
    /// up. Broken off at any point, it can be called again.
    ///
    /// Throws `locked` when the store is open; `invalidArgument` when `commit` cannot be reached,
    /// naming those that can; `corruption` when a file is damaged without which no commit can be.
    package static func recover(
        _ directory: String, to commit: UInt64,
        now: Int64 = SystemClock.wallMicroseconds()
    ) throws(Status) -> String {
        try requireClosed(directory)
        let names = try StoreFiles.names(in: directory) ?? []
        try StoreCheck.requireCurrent(directory, names)
        let stored = storedManifest(directory, names)
        let acknowledged = try acknowledged(directory, stored)
        let check = try examine(directory, stored, to: commit)
        let aside = freeName(names)
        var manifest =
            stored ?? StoreManifest(id: check.storedID ?? SystemRandom.uint64(), state: .whole)
        manifest.state = .recovering
        manifest.recoveries.append(
            StoreManifest.Recovery(
                commit: commit, acknowledged: max(acknowledged ?? commit, commit), time: now,
                aside: aside))
        try manifest.write(directory)
        try cut(directory, StoreFiles.logs(names).map(\.name), aside, check.kept)
        try AcknowledgedMark.create(directory, store: manifest.id, at: commit)
            .close(isLogSynced: true)
        manifest.state = .whole
        try manifest.write(directory)
        return aside
    }

    /// Makes a CURRENT for a store that has none, or a damaged one: it names the newest of
    /// RocksDB's manifests by which all that was acknowledged is there. Returns that name.
    ///
    /// Throws `locked` when the store is open; `failedPrecondition` where CURRENT is whole;
    /// `corruption` where no manifest leads to all of the store: then CURRENT is as it was.
    package static func makeCurrent(_ directory: String) throws(Status) -> String {
        try requireClosed(directory)
        let names = try StoreFiles.names(in: directory) ?? []
        guard names.contains(StoreFiles.manifest) else {
            let words = "it is missing, and with it what the store must hold"
            throw StoreDamage(file: StoreFiles.manifest, words: words).status(directory)
        }
        guard let fault = try StoreCheck.faultOfCurrent(directory, names) else {
            throw Status(
                .failedPrecondition, "recover", "\(directory)/\(StoreFiles.current) is whole")
        }
        let path = "\(directory)/\(StoreFiles.current)"
        let former = try onDisk("recover") { () throws(SystemError) in
            names.contains(StoreFiles.current)
                ? try RegularFile(path).contents(bytesMax: 1 << 10) : nil
        }
        var cause = "it is missing"
        for name in StoreFiles.manifests(names) {
            try onDisk("recover") { () throws(SystemError) in
                try DurableFiles.replace(path, with: [UInt8]("\(name)\n".utf8))
            }
            do throws(Status) {
                guard let damage = try StoreCheck(directory).damage else { return name }
                cause = "by \(name) the store has \(damage.file): \(damage.words)"
            } catch {
                cause = "by \(name): \(error.message)"
            }
        }
        try onDisk("recover") { () throws(SystemError) in
            if let former {
                try DurableFiles.replace(path, with: former)
            } else {
                try DurableFiles.remove(path)
            }
        }
        throw StoreDamage(file: StoreFiles.current, words: "\(fault); \(cause)").status(directory)
    }

    static func requireClosed(_ directory: String) throws(Status) {
        let mark = "\(directory)/\(StoreFiles.mark)"
        let isFree = try onDisk("lock") { () throws(SystemError) in
            guard try FileLock.holder(of: "\(directory)/LOCK") == nil else { return false }
            guard try FileAttributes(mark) != nil else { return true }
            return try PositionedFile(mark, .read).lock()
        }
        guard isFree else { throw Status(.locked, "recover", "") }
    }

    /// Nil where it is missing or damaged: it is made anew then.
    static func storedManifest(
        _ directory: String, _ names: Set<String>
    ) -> StoreManifest? {
        guard names.contains(StoreFiles.manifest) else { return nil }
        // Unreadable and damaged mean the same here: what it said is not known.
        return try? StoreManifest.read(directory)
    }

    static func acknowledged(
        _ directory: String, _ manifest: StoreManifest?
    ) throws(Status) -> UInt64? {
        guard let manifest else { return nil }
        return try AcknowledgedMark.look(directory, store: manifest.id)?.acknowledged
    }

    /// Throws `invalidArgument` unless the logs reach `commit`.
    private static func examine(
        _ directory: String, _ manifest: StoreManifest?, to commit: UInt64
    ) throws(Status) -> StoreCheck {
        let none = AcknowledgedMark.Content()
        let kind: StoreCheck.Kind = manifest == nil ? .former : .whole
        let check = try StoreCheck(directory, kind, manifest, none, limit: commit)
        guard check.reachable == commit else {
            let (first, last) = (check.tables, check.reachable)
            let range = first == last ? "commit \(first)" : "the commits \(first) to \(last)"
            throw Status(
                .invalidArgument, "recover",
                "\(directory) can be opened at \(range), not at \(commit)")
        }
        return check
    }

    private static func freeName(_ names: Set<String>) -> String {
        var number = 1
        while names.contains("\(StoreFiles.aside)\(number)") { number += 1 }
        return "\(StoreFiles.aside)\(number)"
    }

    /// Gives every log a second name in `aside`, then leaves of each in the store what `kept` says.
    private static func cut(
        _ directory: String, _ logs: [String], _ aside: String, _ kept: [String: UInt64]
    ) throws(Status) {
        try onDisk("recover") { () throws(SystemError) in
            try DurableFiles.makeDirectory("\(directory)/\(aside)")
            for log in logs {
                try DurableFiles.link("\(directory)/\(log)", to: "\(directory)/\(aside)/\(log)")
            }
        }
        try trim(directory, logs, kept)
    }

    /// Leaves of each of `logs`, in their order, what `kept` says. Broken off at any point, the
    /// commits that are kept are there whole, and it can be called again.
    static func trim(
        _ directory: String, _ logs: [String], _ kept: [String: UInt64]
    ) throws(Status) {
        try onDisk("recover") { () throws(SystemError) in
            for log in logs.reversed() {
                let path = "\(directory)/\(log)"
                if let end = kept[log] {
                    try DurableFiles.replace(path, withFirst: end)
                } else {
                    try DurableFiles.remove(path)
                }
            }
            try DurableFiles.syncDirectory(directory)
        }
    }
}
