import FirestoreModel
import Randomness
import TextForms

/// A group of documents that one writer writes in one commit, again and again. What it says after
/// its n-th write follows from seed, cell and n alone, so that a ledger keeps numbers only.
struct Cell: Hashable, Sendable {
    enum Kind: UInt64, Sendable {
        /// Documents of the trial's own database.
        case plain = 1
        /// One discount rule of the tenant.
        case rule = 2
    }

    let kind: Kind
    let writer: Int
    let number: Int

    /// How many documents it has.
    func size(_ seed: UInt64) -> Int {
        guard kind == .plain else { return 1 }
        var random = SeededRandom(seed: seed, stream: 21, index: key)
        return random.chance(1, of: 2) ? 1 : random.between(2, 6)
    }

    /// Below the database's root.
    func path(_ index: Int) -> ResourcePath {
        switch kind {
        case .plain:
            ResourcePath(uncheckedSegments: ["cells", "w\(writer)-c\(number)-\(index)"])
        case .rule:
            ResourcePath(
                uncheckedSegments: ["tenants", Scene.org, "discounts", "r\(writer)-\(number)"])
        }
    }

    /// The fields of a document after the n-th write; nil where that write, or none yet, has left
    /// no document.
    func fields(_ seed: UInt64, _ write: Int, _ index: Int, bodyBytes: Int = 0) -> Fields? {
        guard write > 0 else { return nil }
        var random = self.random(seed, write)
        if random.chance(1, of: 8) { return nil }
        return kind == .rule
            ? rule(write, &random) : plain(write, index, bodyBytes: bodyBytes, &random)
    }

    private var key: Int { (Int(kind.rawValue) * 1000 + writer) * 100_000 + number }

    private func random(_ seed: UInt64, _ write: Int) -> SeededRandom {
        let own = SeededRandom.word(seed: seed, stream: 22, index: key)
        return SeededRandom(seed: own, stream: 23, index: write)
    }

    private func plain(
        _ write: Int, _ index: Int, bodyBytes: Int, _ random: inout SeededRandom
    ) -> Fields {
        let text = Hexadecimal.text(random.bytes(8))
        let tag = Value.string("t\(random.below(4))")
        let group = Int64(random.below(5))
        let inner: Fields = ["a": .integer(Int64(write % 3)), "b": .string("b\(text.prefix(4))")]
        var fields: Fields = [
            "w": .integer(Int64(writer)), "c": .integer(Int64(number)),
            "i": .integer(Int64(index)), "n": .integer(Int64(write)), "g": .integer(group),
            "text": .string("\(text)-\(index)"), "ratio": .double(Double(write) / 4),
            "tags": .array([tag, .string("all")]), "m": .map(inner),
        ]
        if bodyBytes > 0 {
            // The newest level of tables and the log are not compressed.
            let part = Hexadecimal.text(random.bytes(min(512, bodyBytes / 2)))
            fields["body"] = .string(String(repeating: part, count: bodyBytes / part.utf8.count))
        }
        return fields
    }

    private func rule(_ write: Int, _ random: inout SeededRandom) -> Fields {
        let families = ["Flower", "Vapes", "Edibles", "Pre-Rolls", "Concentrates"]
        var fields: Fields = [
            "name": .string("rule \(writer)-\(number)-\(write)"), "active": true,
            "priority": .integer(Int64(random.below(4))),
        ]
        switch random.below(3) {
        case 0:
            fields["discountType"] = "percent"
            fields["discountValue"] = .integer(Int64(random.between(1, 90)))
        case 1:
            fields["discountType"] = "amount"
            fields["discountValue"] = .integer(Int64(random.between(1, 20)))
        default:
            fields["discountType"] = "fixed_price"
            fields["discountValue"] = .integer(Int64(random.between(0, 30)))
        }
        switch random.below(4) {
        case 0: fields["storeWide"] = true
        case 1: fields["products"] = .array([.string("alleaves_\(1000 + random.below(24))")])
        default: fields["categories"] = .array([.string(families[random.below(families.count)])])
        }
        return fields
    }
}
