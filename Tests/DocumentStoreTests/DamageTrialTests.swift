import Glibc
import Randomness
import StatusCodes
import TestSupport
import Testing

@testable import DocumentStore

/// Seeded damage to every kind of file of a killed store: it is refused with the name of what was
/// damaged, or nothing that was acknowledged is missing or other than it was.
@Suite struct DamageTrialTests {
    private static let trialsPerSeed = 30

    private enum Damage: CaseIterable { case flip, cut, delete, swap, zero }

    @Test(arguments: Seeds.of(1...8 as ClosedRange<UInt64>))
    func noDamageIsSilent(seed: UInt64) throws {
        try withTemporaryDirectory { directory in
            var random = SeededRandom(seed: seed)
            let files = try DamagedFiles(
                directory + "/store", inTables: 10 + random.below(30),
                inLogs: 5 + random.below(40), logs: 1 + random.below(5))
            for trial in 0..<Self.trialsPerSeed {
                let copy = directory + "/trial"
                try copyDirectory(files.path, to: copy)
                let damaged = try Self.damage(copy, &random)
                let what = "seed \(seed) trial \(trial): \(damaged)"
                try check(files, copy, damaged.names, what)
                removeTree(copy)
            }
        }
    }

    /// Damages one file, or exchanges two; returns which.
    private static func damage(
        _ path: String, _ random: inout SeededRandom
    ) throws -> (kind: String, names: [String]) {
        let files = names(in: path).filter { !$0.hasPrefix("LOG") }.sorted()
        // Every kind of file as often as the others, however many there are of it.
        let kinds = Set(files.map(kind)).sorted()
        let chosen = kinds[random.below(kinds.count)]
        let name = random.element(files.filter { kind($0) == chosen })
        let file = "\(path)/\(name)"
        var bytes = try readFile(file)
        let damage = random.element(Damage.allCases)
        let place = bytes.isEmpty ? 0 : random.below(bytes.count)
        switch damage {
        case .flip where !bytes.isEmpty: bytes[place] ^= 1 << UInt8(random.below(8))
        case .cut: bytes.removeSubrange(place...)
        case .zero:
            for index in bytes[place...].prefix(1 + random.below(600)).indices { bytes[index] = 0 }
        case .swap:
            let other = random.element(files)
            let others = try readFile("\(path)/\(other)")
            try writeFile("\(path)/\(other)", bytes)
            try writeFile(file, others)
            return ("swap", [name, other])
        default:
            unlink(file)
            return ("delete", [name])
        }
        try writeFile(file, bytes)
        return ("\(damage) at \(place)", [name])
    }

    private static func kind(_ name: String) -> String {
        name.hasSuffix(".log") ? "log" : name.hasSuffix(".sst") ? "table" : String(name.prefix(7))
    }

    private func check(
        _ files: DamagedFiles, _ path: String, _ damaged: [String], _ what: String
    ) throws {
        do {
            let store = try DamagedFiles.open(path)
            try files.expect(store, at: files.commits)
            try store.close()
        } catch let error as Status {
            #expect([.corruption, .io].contains(error.fault), "\(what): \(error)")
            #expect(Self.isNamed(damaged, in: error.message), "\(what): \(error)")
            // The way out that a refusal names for what is not RocksDB's own is one.
            guard damaged.allSatisfy({ $0.hasSuffix(".log") || $0 == "STORE" }),
                let commit = Self.advised(error)
            else { return }
            _ = try StoreRecovery.recover(path, to: commit)
            let store = try DamagedFiles.open(path)
            try files.expect(store, at: commit)
            try store.close()
        }
    }

    /// The commit that a refusal advises to go to.
    private static func advised(_ error: Status) -> UInt64? {
        error.cause.split(separator: " --to ").last.flatMap { UInt64($0) }
    }

    /// Whether `message` names one of `files`, or for a log any log: of a missing one nobody knows
    /// the name. A table whose inside is damaged is one of those that the engine's manifest lists.
    private static func isNamed(_ files: [String], in message: String) -> Bool {
        files.contains { file in
            message.contains(file) || (file.hasSuffix(".log") && message.contains("log"))
                || (file.hasPrefix("MANIFEST") && message.contains("MANIFEST"))
                || (file.hasSuffix(".sst") && message.contains("the tables that it lists"))
        }
    }
}

extension SeededRandom {
    fileprivate mutating func element<Element>(_ list: [Element]) -> Element {
        list[below(list.count)]
    }
}
