import JSON

/// Results by mode, as a table and as JSON.
public struct TortureReport: Sendable {
    struct Row {
        var trials = 0
        var endings: [TrialEnding: Int] = [:]
        var finds: [FindKind: Int] = [:]
        var acknowledged = 0
        var seeds: [UInt64] = []
        var milliseconds = 0
    }

    private(set) var rows: [TortureMode: Row] = [:]
    private(set) var found: [TrialResult] = []

    public init() {}

    /// Whether no promise was broken.
    public var isClean: Bool { found.isEmpty }
    /// The trials with finds, in the order in which they ran.
    public var trialsWithFinds: [TrialResult] { found }

    public mutating func add(_ result: TrialResult) {
        var row = rows[result.mode] ?? Row()
        row.trials += 1
        row.acknowledged += result.acknowledged
        row.milliseconds += result.milliseconds
        if result.finds.isEmpty {
            row.endings[result.ending, default: 0] += 1
        } else {
            row.seeds.append(result.seed)
            found.append(result)
            // A trial counts once for each kind of broken promise.
            for kind in Set(result.finds.map(\.kind)) { row.finds[kind, default: 0] += 1 }
        }
        rows[result.mode] = row
    }

    /// The table, and the seeds of what was found.
    public var text: String {
        var lines = [
            Self.line(
                ["mode", "trials"] + TrialEnding.allCases.map(\.rawValue)
                    + FindKind.allCases.map(\.rawValue) + ["writes", "ms/trial"])
        ]
        for mode in TortureMode.allCases {
            guard let row = rows[mode] else { continue }
            var cells = [mode.rawValue, "\(row.trials)"]
            cells += TrialEnding.allCases.map { "\(row.endings[$0] ?? 0)" }
            cells += FindKind.allCases.map { "\(row.finds[$0] ?? 0)" }
            lines.append(
                Self.line(cells + ["\(row.acknowledged)", "\(row.milliseconds / row.trials)"]))
        }
        for mode in TortureMode.allCases {
            guard let row = rows[mode], !row.seeds.isEmpty else { continue }
            let seeds = row.seeds.map { "\($0)" }.joined(separator: " ")
            lines.append("seeds of \(mode.rawValue): \(seeds)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    public var json: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("clean", isClean)
            writer.key("modes")
            writer.object { writer in
                for mode in TortureMode.allCases {
                    guard let row = rows[mode] else { continue }
                    writer.key(mode.rawValue)
                    writer.object { Self.members(row, &$0) }
                }
            }
            writer.array("found", found) { writer, result in
                writer.object { writer in
                    writer.member("mode", result.mode.rawValue)
                    writer.member("seed", result.seed)
                    writer.member("harm", result.harm)
                    writer.array("finds", result.finds) { writer, find in
                        writer.value("\(find.kind.rawValue): \(find.text)")
                    }
                }
            }
        }
        return writer.text
    }

    private static func members(_ row: Row, _ writer: inout JSONWriter) {
        writer.member("trials", row.trials)
        for ending in TrialEnding.allCases {
            writer.member(ending.rawValue, row.endings[ending] ?? 0)
        }
        for kind in FindKind.allCases { writer.member(kind.rawValue, row.finds[kind] ?? 0) }
        writer.member("acknowledged", row.acknowledged)
        writer.member("milliseconds", row.milliseconds)
        writer.array("seeds", row.seeds) { writer, seed in writer.value(seed) }
    }

    private static func line(_ cells: [String]) -> String {
        cells.map { $0 + String(repeating: " ", count: max(0, 9 - $0.count)) }
            .joined(separator: " ").split(separator: "\n").joined()
    }
}
