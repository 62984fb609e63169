import FeedMapping
import LinuxSystem
import PointOfSale

/// Reads files below the directories that the daemon's configuration allows.
struct FeedFile {
    let settings: FeedSettings
    /// The name of the feed, for error texts.
    let part: String

    /// The file's bytes; nil if it is still the version `known`. Reads again if the file changes
    /// meanwhile.
    func read(
        _ path: String, unlike known: RegularFile.Stamp?, _ room: FeedRoom
    ) throws(POSError) -> (bytes: [UInt8], stamp: RegularFile.Stamp)? {
        // Links are resolved before the directory is checked, and the opened file is checked again,
        // because its path may lead to another file by then.
        let resolved = try system { () throws(SystemError) in try FilePath.resolved(path) }
        try allow(resolved)
        for _ in 0..<FeedSourceLimits.fileReadsMax {
            let file = try system { () throws(SystemError) in try RegularFile(resolved) }
            try allow(try system { () throws(SystemError) in try file.resolvedPath() })
            let before = try system { () throws(SystemError) in try file.stamp() }
            if before == known { return nil }
            // An array that grows is copied to one of twice its size.
            let size = Int(clamping: before.bytes)
            try room.hold(2 * min(size, FeedLimits.bodyBytesMax), of: part)
            let contents = try system { () throws(SystemError) in
                try file.contents(bytesMax: FeedLimits.bodyBytesMax)
            }
            guard let contents else {
                throw failure(
                    .tooLarge, "the file has more than \(FeedLimits.bodyBytesMax) bytes")
            }
            let after = try system { () throws(SystemError) in try file.stamp() }
            if after == before, Int64(contents.count) == before.bytes {
                try room.hold(contents.count, of: part)
                return (contents, before)
            }
        }
        throw failure(.unavailable, "the file changes while it is read")
    }

    /// Throws unless `resolved`, a path without links, is below an allowed directory.
    private func allow(_ resolved: String) throws(POSError) {
        for directory in settings.directories {
            // A missing directory allows nothing.
            guard let directory = try? FilePath.resolved(directory) else { continue }
            let below = directory == "/" ? "/" : directory + "/"
            if resolved.utf8.starts(with: below.utf8) { return }
        }
        throw failure(
            .invalidRequest,
            settings.directories.isEmpty
                ? "the daemon reads no files: it was started without --feed-dir DIR"
                : "the file lies outside of the directories that feeds are read from (--feed-dir)")
    }

    private func system<Result>(
        _ call: () throws(SystemError) -> Result
    ) throws(POSError) -> Result {
        do throws(SystemError) {
            return try call()
        } catch {
            throw failure(.unavailable, "the file cannot be read: \(error.reason)")
        }
    }

    private func failure(_ code: POSError.Code, _ message: String) -> POSError {
        POSError(code: code, path: part, message: message, isUntouched: true)
    }
}
