import FirestoreModel
import Foundation
import Randomness
import Sync
import TestSupport

/// Inventories whose answers are spoilt, by the hundred, against a mirror in this process. An
/// answer that is cut or torn is an error and changes nothing, or the report says that it is not
/// whole and hides nothing; each product changes to what its own rows say, or not at all; an answer
/// that was not spoilt is taken as it is.
struct SyncsTrial {
    private let mirror: MirrorUnderFuzz
    private var random: SeededRandom
    private var result: TrialResult
    private var counts = (taken: 0, refused: 0, partial: 0)

    static func run(_ settings: TortureSettings, seed: UInt64) throws -> TrialResult {
        let directory = try settings.makeDirectory()
        defer { removeTree(directory) }
        var trial = try SyncsTrial(directory, seed)
        try trial.perform()
        try trial.mirror.close()
        return trial.result
    }

    private init(_ directory: String, _ seed: UInt64) throws {
        mirror = try MirrorUnderFuzz(directory, seed: seed)
        random = SeededRandom(seed: seed, stream: 11, index: 0)
        result = TrialResult(.syncs, seed: seed)
    }

    private mutating func perform() throws {
        try check(spoils: false)
        for _ in 1..<TortureLimits.syncsPerTrial {
            guard result.finds.count < TortureLimits.findsShown else { break }
            try check(spoils: !random.chance(1, of: 10))
        }
        result.acknowledged = TortureLimits.syncsPerTrial
        result.harm =
            "\(counts.taken) taken, \(counts.refused) refused, \(counts.partial) in part"
    }

    private mutating func check(spoils: Bool) throws {
        for _ in 0..<random.between(0, 2) {
            let item = mirror.pos.idItems.lowerBound + random.below(mirror.pos.idItems.count)
            mirror.pos.setPrice(idItem: item, cents: random.between(3_000, 6_000))
        }
        let before = try mirror.products()
        mirror.answers.begin(spoils: spoils)
        let report = mirror.sync()
        let after = try mirror.products()
        let said = SpoiltAnswerRows(mirror.answers.bodies)
        if report.success, mirror.answers.spoilt == 0 { checkWhole(after, said) }
        if mirror.answers.spoilt == 0, !report.success, !isGuarded(report) {
            find(.silent, "a whole answer is refused: \(report.error)")
        }
        if !report.success, before != after {
            find(.wrong, "a sync that failed changed products: \(report.error)")
        }
        // A page that cannot be had leaves what the others say; the report has to tell.
        if let torn = said.torn, report.success,
            report.allWarnings.isEmpty || report.deactivated > 0
        {
            let words =
                report.allWarnings.isEmpty ? "no word of it" : "\(report.deactivated) hidden"
            find(.wrong, "an answer that is cut or torn was taken, \(words); \(torn)")
        }
        if report.success, report.allWarnings.isEmpty, let row = said.spoilt.first {
            find(.silent, "taken without a word, though a row is no JSON: \(Self.place(row))")
        }
        checkValues(before, after, said)
        try checkStatus(report)
        count(report)
    }

    /// The part of a row that Foundation does not read, as far as its length tells.
    private static func place(_ row: String) -> String {
        let data = Data(row.utf8)
        var words = "\(row.prefix(60))"
        do {
            _ = try JSONSerialization.jsonObject(with: data)
        } catch let error as NSError {
            let text = error.userInfo[NSDebugDescriptionErrorKey].map { "\($0)" } ?? "\(error)"
            let index = error.userInfo["NSJSONSerializationErrorIndex"] as? Int ?? 0
            let part = Array(row.utf8)[max(0, min(index, row.utf8.count) - 30)...].prefix(60)
            words = "\(text): \(String(decoding: part, as: UTF8.self))"
        }
        return words
    }

    /// What a sync may refuse of an answer that is whole, because of what the mirror holds.
    private func isGuarded(_ report: SyncReport) -> Bool { report.error.contains("--accept") }

    private mutating func count(_ report: SyncReport) {
        if !report.success {
            counts.refused += 1
        } else if report.allWarnings.isEmpty {
            counts.taken += 1
        } else {
            counts.partial += 1
        }
    }

    private mutating func find(_ kind: FindKind, _ text: String) {
        result.finds.append(Find(kind, text))
    }

    /// Every item that was there is there as the answer has it.
    private mutating func checkWhole(_ after: [String: Fields], _ said: SpoiltAnswerRows) {
        for (id, item) in said.items {
            guard let fields = after["alleaves_\(id)"] else {
                find(.lost, "item \(id) of a whole answer is not there")
                continue
            }
            if fields["isActive"] == .boolean(false) { find(.lost, "item \(id) is hidden") }
            checkValues("alleaves_\(id)", fields, before: [:], item)
        }
    }

    /// A product is as it was, or has values of its own rows.
    private mutating func checkValues(
        _ before: [String: Fields], _ after: [String: Fields], _ said: SpoiltAnswerRows
    ) {
        for (id, fields) in after where before[id] != fields {
            guard let number = Int(id.dropFirst("alleaves_".count)) else {
                find(.wrong, "\(id) is no item's")
                continue
            }
            if let item = said.items[number] {
                checkValues(id, fields, before: before[id] ?? [:], item)
            } else if fields["isActive"] != .boolean(false) {
                find(.wrong, "\(id) changed, and no row speaks of it")
            }
        }
        for id in before.keys where after[id] == nil { find(.lost, "\(id) was removed") }
    }

    /// A value that cannot be read leaves the one before.
    private mutating func checkValues(
        _ id: String, _ fields: Fields, before: Fields, _ item: SpoiltAnswerRows.Item
    ) {
        if let name = fields["name"]?.stringValue, fields["name"] != before["name"],
            !item.texts.contains(SpoiltAnswerRows.plain(name)), !name.isEmpty,
            // What an item is called whose row has no name.
            name != "Item \(id.dropFirst("alleaves_".count))"
        {
            find(.wrong, "\(id) is called \(name.debugDescription), which no row of it says")
        }
        guard let price = fields["price"]?.numberValue, fields["price"] != before["price"],
            fields["priceSource"] != .string("cost_markup")
        else { return }
        if !item.cents.contains(Int((price * 100).rounded())), price != 0 {
            let source = fields["priceSource"]?.stringValue ?? "no source"
            find(
                .wrong,
                "\(id) costs \(price) (\(source)), which no row of it says:"
                    + " \(item.cents.sorted())")
        }
    }

    private mutating func checkStatus(_ report: SyncReport) throws {
        let status = try mirror.status()
        let isError = status["status"] == .string("error")
        if isError == report.success {
            find(
                .silent,
                "success \(report.success), and the status says \(status["status"] ?? .null)")
        }
        if !report.success, report.error.isEmpty { find(.silent, "a failure without a word") }
    }
}
