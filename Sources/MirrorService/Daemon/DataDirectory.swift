import Glibc
import LinuxSystem

/// The directory of the store, accessible to the daemon's user only.
///
/// Changes the modes only of files that the store writes: other files keep theirs, and so does a
/// directory that others use as well.
enum DataDirectory {
    /// Creates `path` with missing parents, or removes the rights of others from an existing store.
    /// Throws `directory` where it cannot hold a store.
    static func prepare(_ path: String, log: ServiceLog) throws(DaemonError) {
        let obstacle: String?
        do throws(SystemError) {
            guard let found = try look(path) else { return }
            obstacle = try Self.obstacle(found, path)
            if obstacle == nil { try narrow(found, log) }
        } catch {
            throw DaemonError(.directory, "\(error)")
        }
        if let obstacle { throw DaemonError(.directory, obstacle) }
    }

    /// Why the directory cannot hold this process's store; nil if it can.
    private static func obstacle(_ found: Found, _ path: String) throws(SystemError) -> String? {
        if found.isForeign {
            return "\(path) holds other files; choose a directory of its own with --data"
        }
        return try found.otherOwner().map {
            "the store in \(path) belongs to the user \($0), not to \(SystemProcess.uid), and that"
                + " user could not open what is written now; run this as that user"
        }
    }

    /// A directory that existed before the store was opened.
    private struct Found {
        /// Without symbolic links.
        let path: String
        let attributes: FileAttributes
        let names: [String]

        /// The user whose store it is, if that is not this process's.
        func otherOwner() throws(SystemError) -> UInt32? {
            guard names.contains("CURRENT") else { return nil }
            let owner = try FileAttributes("\(path)/CURRENT")?.uid
            return owner == SystemProcess.uid ? nil : owner
        }

        /// Whether the directory contains other files and no store.
        var isForeign: Bool {
            let others = names.contains { !isOurs($0) && $0 != "lost+found" }
            return !names.contains("CURRENT") && (others || attributes.isSticky)
        }
    }

    /// Nil where the directory did not exist and was created.
    private static func look(_ path: String) throws(SystemError) -> Found? {
        if try DurableFiles.makeDirectory(path) { return nil }
        let real = try FilePath.resolved(path)
        guard let attributes = try FileAttributes(real), attributes.kind == .directory else {
            throw SystemError(call: "open", code: ENOTDIR, context: path)
        }
        return Found(path: real, attributes: attributes, names: try FilePath.names(in: real))
    }

    private static func narrow(_ found: Found, _ log: ServiceLog) throws(SystemError) {
        let (path, attributes) = (found.path, found.attributes)
        var files = 0
        for name in found.names.prefix(ServiceLimits.dataFilesMax) where isOurs(name) {
            if try PrivateFiles.narrow("\(path)/\(name)", ownedBy: attributes.uid) { files += 1 }
        }
        let before = "0" + String(attributes.mode, radix: 8)
        if attributes.isSticky || (attributes.isShared && !mayChange(attributes)) {
            log.warning(
                "the data directory is open to others and stays so path=\(path) mode=\(before)")
        } else if attributes.isShared {
            _ = try PrivateFiles.narrow(path, ownedBy: attributes.uid)
            log.warning("narrowed the data directory path=\(path) mode=0700 was=\(before)")
        }
        if files > 0 {
            log.warning("narrowed files of the store path=\(path) mode=0600 files=\(files)")
        }
    }

    private static func mayChange(_ attributes: FileAttributes) -> Bool {
        SystemProcess.uid == 0 || attributes.uid == SystemProcess.uid
    }

    /// Whether the store writes files of this name: its own, and RocksDB's (rocksdb
    /// file/filename.cc).
    static func isOurs(_ name: String) -> Bool {
        let fixed = [
            "STORE", "STORE.tmp", "ACKNOWLEDGED", "PROBE", "CURRENT", "IDENTITY", "LOCK", "LOG",
            "posmirror.sock",
        ]
        if fixed.contains(name) { return true }
        if ["MANIFEST-", "OPTIONS-", "LOG.old.", "CURRENT.", "IDENTITY."]
            .contains(where: name.hasPrefix)
        {
            return true
        }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0].utf8.allSatisfy { 0x30...0x39 ~= $0 }
            && ["sst", "log", "blob", "dbtmp"].contains(parts[1])
    }
}
