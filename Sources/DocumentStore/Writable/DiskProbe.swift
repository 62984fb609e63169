import LinuxSystem
import RocksStore
import StatusCodes

/// Whether the store's disk takes writes at all: a file is made, written, synced and removed. Asked
/// before RocksDB opens the store for writing, since it ends the process where its first writes
/// fail.
enum DiskProbe {
    /// Why the disk in `directory` takes none; nil if it does.
    static func failure(_ directory: String) -> Status? {
        let path = "\(directory)/\(StoreFiles.probe)"
        do throws(Status) {
            try onDisk("write") { () throws(SystemError) in
                let file = try PositionedFile(path, .create)
                let bytes = [UInt8](repeating: 0x5A, count: DocumentStoreLimits.probeBytes)
                try file.write(bytes, at: 0)
                try file.syncContents()
                try DurableFiles.remove(path)
            }
            return nil
        } catch {
            // What is left of it is written over by the next probe.
            try? DurableFiles.remove(path)
            return error
        }
    }
}
