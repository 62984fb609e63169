import DocumentStore
import TextForms

/// What a backup holds, in a file of its own that is written last.
///
/// A text of ``SealedLines``.
struct BackupManifest: Equatable, Sendable {
    /// The manifest's name in the backup's directory.
    static let name = "BACKUP"
    private static let heading = "posmirror backup 1"

    /// A file of the store.
    struct File: Equatable, Sendable {
        /// Its name in the data directory.
        let name: String
        let sum: FileSum

        /// Whether it is a table of the engine's, which never changes.
        var isTable: Bool { name.hasSuffix(".sst") }

        /// Its name in the backup: another content has another name, so that nothing is overwritten
        /// that an earlier manifest names.
        var stored: String { "\(name).\(Hexadecimal.text(sum.crc, digits: 8))" }
    }

    /// The last commit that is in it; a later one may be too.
    let commit: UInt64
    /// When it was made, microseconds since 1970.
    let time: Int64
    /// By name.
    var files: [File] = []

    var bytes: [UInt8] {
        var lines = [Self.heading, "commit \(commit)", "time \(time)"]
        lines += files.map {
            "file \($0.name) \($0.sum.bytes) \(Hexadecimal.text($0.sum.crc, digits: 8))"
        }
        return SealedLines.bytes(lines)
    }

    init(commit: UInt64, time: Int64) {
        self.commit = commit
        self.time = time
    }

    /// Nil unless the bytes are exactly a manifest's.
    init?(_ bytes: [UInt8]) {
        guard let lines = SealedLines.lines(of: bytes, heading: Self.heading), lines.count >= 3,
            let commit = Self.words(lines[1], "commit", 1).flatMap({ UInt64($0[0]) }),
            let time = Self.words(lines[2], "time", 1).flatMap({ Int64($0[0]) })
        else { return nil }
        self.init(commit: commit, time: time)
        for line in lines[3...] {
            guard let parts = Self.words(line, "file", 3), Self.isStoreName(parts[0]),
                let size = UInt64(parts[1]), parts[2].utf8.count == 8,
                let crc = UInt32(parts[2], radix: 16)
            else { return nil }
            files.append(File(name: parts[0], sum: FileSum(bytes: size, crc: crc)))
        }
        // Each once, so that none is written over another.
        guard Set(files.map(\.name)).count == files.count, isStore, hasSize else { return nil }
    }

    /// Whether the files can be a store: without one of these no daemon opens it.
    private var isStore: Bool {
        let names = Set(files.map(\.name))
        return names.isSuperset(of: [StoreFiles.manifest, StoreFiles.mark, StoreFiles.current])
            && names.contains { $0.hasPrefix("MANIFEST-") }
    }

    /// Whether the sizes, and their sum, are those of a disk.
    private var hasSize: Bool {
        var sum: UInt64 = 0
        for file in files {
            let (next, isOver) = sum.addingReportingOverflow(file.sum.bytes)
            guard !isOver, next <= UInt64(Int64.max) else { return false }
            sum = next
        }
        return true
    }

    private static func words(_ line: String, _ name: String, _ count: Int) -> [String]? {
        let parts = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        return parts.count == count + 1 && parts[0] == name ? Array(parts[1...]) : nil
    }

    /// Whether a backup gives a file of a store this name, or gave it while it was copied.
    static func isStoredName(_ name: String) -> Bool {
        let name = name.hasSuffix(".tmp") ? name.dropLast(4) : Substring(name)
        guard let dot = name.lastIndex(of: "."), isStoreName(String(name[..<dot])) else {
            return false
        }
        let digits = name[name.index(after: dot)...].utf8
        return digits.count == 8
            && digits.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 || 0x41...0x46 ~= $0 }
    }

    /// Whether a file of a store can have the name, which leads to no other directory.
    static func isStoreName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 100 && !name.hasPrefix(".")
            && name.utf8.allSatisfy { byte in
                0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte
                    || [0x2D, 0x2E, 0x5F].contains(byte)
            }
    }
}
