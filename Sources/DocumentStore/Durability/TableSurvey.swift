import LinuxSystem
import RocksStore
import StatusCodes

/// Finds the table that RocksDB's refusal of a database means: its words name the manifest that
/// lists the table, or a name that the table never had.
package enum TableSurvey {
    /// The last eight bytes of a table (rocksdb table/block_based/block_based_table_builder.cc).
    private static let magic: [UInt8] = [0xF7, 0xCF, 0xF4, 0x85, 0xB7, 0x41, 0xE2, 0x88]

    /// `error`, which RocksDB gave for `directory`, as a refusal that names the tables at fault as
    /// far as they can be told; other errors as they are.
    package static func explained(_ error: Status, _ directory: String) -> Status {
        let isMissing = error.fault == .io && error.cause.contains("No such file or directory")
        guard error.fault == .corruption || isMissing else { return error }
        // Of a missing table RocksDB tries the suffix of its forerunner last.
        let cause = error.cause.replacing(".ldb", with: ".sst")
        // Where even the names cannot be read there are none to add.
        let unreadable = (try? endless(directory)) ?? []
        let tables =
            unreadable.isEmpty
            ? "" : "; no table, or a cut one: \(unreadable.joined(separator: ", "))"
        return Status(
            .corruption, "MANIFEST and the tables that it lists",
            cause + tables + "; posmirror repair \(directory) says what can be kept; or restore a"
                + " backup into another directory")
    }

    /// The tables that do not end as one.
    private static func endless(_ directory: String) throws(SystemError) -> [String] {
        var found: [String] = []
        let tables = try FilePath.names(in: directory).filter { $0.hasSuffix(".sst") }
        for name in tables.sorted().prefix(DocumentStoreLimits.tablesSurveyed) {
            let path = "\(directory)/\(name)"
            let size = UInt64(max(try RegularFile(path).stamp().bytes, 0))
            var end = [UInt8](repeating: 0, count: magic.count)
            let offset = size - min(size, UInt64(magic.count))
            _ = try PositionedFile(path, .read).read(at: offset, into: &end, count: end.count)
            if end != magic { found.append(name) }
        }
        return found
    }
}
