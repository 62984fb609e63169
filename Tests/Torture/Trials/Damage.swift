import Glibc
import Randomness
import TestSupport

/// Harm to one file of a closed store.
struct Damage {
    enum Kind: String, CaseIterable {
        case flip = "flip a bit of"
        case cut = "cut"
        case delete = "delete"
        case zero = "zero a range of"
        case swapRanges = "swap two ranges of"
        case swapFiles = "swap files"
        case append = "append to"
        case empty = "empty"
    }

    /// What a file of the store is.
    enum Role: CaseIterable {
        case log, manifest, current, table, options, identity, own, ignored

        init(_ name: String) {
            let isNumbered = name.first?.isNumber ?? false
            if isNumbered, name.hasSuffix(".log") {
                self = .log
            } else if isNumbered, name.hasSuffix(".sst") {
                self = .table
            } else if name.hasPrefix("MANIFEST-") {
                self = .manifest
            } else if name == "CURRENT" {
                self = .current
            } else if name.hasPrefix("OPTIONS-") {
                self = .options
            } else if name == "IDENTITY" {
                self = .identity
            } else if name == "LOCK" || name.hasPrefix("LOG") {
                // The engine's own diary and lock hold nothing.
                self = .ignored
            } else {
                self = .own
            }
        }
    }

    let kind: Kind
    let file: String
    /// Of swapped files the second one.
    let other: String
    /// Whether it is the log that was written last.
    let isNewestLog: Bool
    private var random: SeededRandom

    /// Chooses a file of `directory` and what is done to it; nil where there is none.
    init?(in directory: String, _ random: inout SeededRandom) {
        let files = names(in: directory).sorted().filter {
            !bytes(of: "\(directory)/\($0)").isEmpty
        }
        var roles = Role.allCases.filter { role in
            role != .ignored && files.contains { Role($0) == role }
        }
        // Logs and tables hold everything, so they are harmed more often.
        roles += roles.filter { $0 == .log || $0 == .table }
        guard !roles.isEmpty else { return nil }
        let role = roles[random.below(roles.count)]
        let alike = files.filter { Role($0) == role }
        file = alike[random.below(alike.count)]
        other = alike[random.below(alike.count)]
        isNewestLog = role == .log && file == alike.last
        kind = Kind.allCases[random.below(Kind.allCases.count)]
        self.random = SeededRandom(seed: random.next())
    }

    /// Whether it may look like a write that power loss broke off.
    var mayBeTornTail: Bool { isNewestLog && kind != .delete && kind != .swapFiles }

    /// Does it; returns what was done, in words.
    mutating func apply(in directory: String) throws -> String {
        let path = "\(directory)/\(file)"
        var content = bytes(of: path)
        let count = content.count
        var detail = ""
        switch kind {
        case .flip:
            let place = random.below(count)
            content[place] ^= 1 << UInt8(random.below(8))
            detail = " at \(place) of \(count)"
        case .cut:
            let left = random.below(count)
            content = Array(content[..<left])
            detail = " at \(left) of \(count)"
        case .zero:
            let range = self.range(count, longest: 4096)
            for place in range { content[place] = 0 }
            detail = " \(range) of \(count)"
        case .swapRanges:
            detail = swapRanges(&content)
        case .append:
            content += random.bytes(random.between(1, 4096))
            detail = " \(content.count - count) bytes"
        case .empty: content = []
        case .delete:
            unlink(path)
            return "\(kind.rawValue) \(file)"
        case .swapFiles:
            let second = bytes(of: "\(directory)/\(other)")
            try write(content, to: "\(directory)/\(other)")
            try write(second, to: path)
            return "\(kind.rawValue) \(file) and \(other)"
        }
        try write(content, to: path)
        return "\(kind.rawValue) \(file)\(detail)"
    }

    private mutating func range(_ count: Int, longest: Int) -> Range<Int> {
        let length = random.between(1, min(longest, count))
        let start = random.below(count - length + 1)
        return start..<start + length
    }

    private mutating func swapRanges(_ content: inout [UInt8]) -> String {
        let length = random.between(1, max(1, min(4096, content.count / 2)))
        guard content.count >= 2 * length else { return " of one byte: nothing" }
        let first = random.below(content.count - 2 * length + 1)
        let second = first + length + random.below(content.count - first - 2 * length + 1)
        for place in 0..<length { content.swapAt(first + place, second + place) }
        return " of \(length) at \(first) and \(second)"
    }
}

/// Writes a file's whole contents.
func write(_ content: [UInt8], to path: String) throws {
    guard let file = fopen(path, "w") else { throw TemporaryDirectoryError() }
    defer { fclose(file) }
    guard fwrite(content, 1, content.count, file) == content.count else {
        throw TemporaryDirectoryError()
    }
}

/// Copies a directory with all below it.
func copyTree(_ from: String, to target: String) throws {
    mkdir(target, 0o700)
    for name in names(in: from) {
        var status = stat()
        lstat("\(from)/\(name)", &status)
        if status.st_mode & S_IFMT == S_IFDIR {
            try copyTree("\(from)/\(name)", to: "\(target)/\(name)")
        } else {
            try write(bytes(of: "\(from)/\(name)"), to: "\(target)/\(name)")
            chmod("\(target)/\(name)", 0o600)
        }
    }
}
