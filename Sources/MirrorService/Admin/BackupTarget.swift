import Glibc
import LinuxSystem
import StatusCodes
import StoreInspector
import TTRPC

/// The target directory of a backup, validated before anything is written.
struct BackupTarget {
    /// Without symbolic links and trailing slashes.
    let path: String

    /// Checks `directory`, an absolute path that must not exist, for a store in `data`; with
    /// `mayBeBackup` it may be a backup.
    init(_ directory: String, data: String, mayBeBackup: Bool = false) throws(Status) {
        guard directory.hasPrefix("/"), !directory.utf8.contains(0) else {
            throw Status(.invalidArgument, "directory must be an absolute path")
        }
        let parent = FilePath.parent(directory)
        let name = FilePath.name(directory)
        let place = try Self.existing(parent)
        path = place == "/" ? "/" + name : "\(place)/\(name)"
        // The directory is open; where its links cannot be followed its name as given stands.
        let own = (try? FilePath.resolved(data)) ?? data
        guard path != own, !path.hasPrefix(own + "/") else {
            throw Status(
                .invalidArgument,
                "\(directory) is in the data directory \(own); choose one outside of it")
        }
        let isFree = try Self.isFree(path)
        if mayBeBackup, !["", ".", ".."].contains(name), try StoreBackup(path).exists { return }
        guard !["", ".", ".."].contains(name), isFree else {
            throw Status(
                .alreadyExists, "\(directory) exists; a backup needs a directory that does not")
        }
        // The copy is written under this name first, and an existing directory would be deleted.
        guard try Self.isFree(path + ".tmp") else {
            throw Status(
                .failedPrecondition,
                "\(directory).tmp exists, perhaps of a backup that was broken off; remove it")
        }
    }

    /// Removes access rights of others. Returns how many files are hard links to the store's own,
    /// and how many are copies.
    func finish() throws(Status) -> (linked: Int, copied: Int) {
        do throws(SystemError) {
            let uid = SystemProcess.uid
            _ = try PrivateFiles.narrow(path, ownedBy: uid)
            var (linked, copied) = (0, 0)
            for name in try FilePath.names(in: path) {
                let file = "\(path)/\(name)"
                _ = try PrivateFiles.narrow(file, ownedBy: uid)
                guard let attributes = try FileAttributes(file), attributes.kind == .file else {
                    continue
                }
                if attributes.links > 1 { linked += 1 } else { copied += 1 }
            }
            return (linked, copied)
        } catch {
            throw Status(.failedPrecondition, "the backup cannot be made private: \(error)")
        }
    }

    private static func existing(_ parent: String) throws(Status) -> String {
        do throws(SystemError) {
            let path = try FilePath.resolved(parent)
            guard let attributes = try FileAttributes(path), attributes.kind == .directory else {
                throw SystemError(call: "open", code: ENOTDIR, context: parent)
            }
            return path
        } catch {
            throw Status(
                .failedPrecondition, "the directory cannot be made in \(parent): \(error.reason)")
        }
    }

    private static func isFree(_ path: String) throws(Status) -> Bool {
        do throws(SystemError) {
            return try FileAttributes(path) == nil
        } catch {
            throw Status(.failedPrecondition, "\(path) cannot be looked at: \(error.reason)")
        }
    }
}
