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
        do throws(SystemError) {
            guard let found = try look(path) else { return }
            if !found.isForeign { return try narrow(found, log) }
        } catch {
            throw DaemonError(.directory, "\(error)")
        }
        throw DaemonError(
            .directory, "\(path) holds other files; choose a directory of its own with --data")
    }

    /// A directory that existed before the store was opened.
    private struct Found {
        /// Without symbolic links.
        let path: String
        let attributes: FileAttributes
        let names: [String]

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
