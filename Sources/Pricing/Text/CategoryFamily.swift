/// The family of a category, for display, filters, facets and markup; see ``CategoryPath``. Decided
/// by the first segment that contains a word of a family.
public enum CategoryFamily: String, Sendable, CaseIterable {
    case flower = "Flower"
    case preRolls = "Pre-Rolls"
    case vapes = "Vapes"
    case concentrates = "Concentrates"
    case edibles = "Edibles"
    case beverages = "Beverages"
    case tinctures = "Tinctures"
    case topicals = "Topicals"
    case capsules = "Capsules"
    case accessories = "Accessories"
    case merchandise = "Merchandise"
    case seeds = "Seeds"
    case giftCards = "Gift Cards"
    /// Where no segment names one.
    case other = "Other"

    /// The name to show.
    public var name: String { rawValue }

    /// The name by which rules match the whole family. Distinct from all paths, whose segments
    /// contain no `>`.
    var ruleName: String { ">" + rawValue }

    /// The family that a path's segments, as text keys, name.
    init(segmentKeys: [String]) {
        for key in segmentKeys {
            if let family = Self.named(in: key) {
                self = family
                return
            }
        }
        self = .other
    }

    /// The family whose own name the segment spells, number, blanks, hyphens and underscores
    /// aside: `pre roll`, `Prerolls`, `Beverage`. A word that merely belongs to a family
    /// (`Rosin`, `Cones`) is not its name.
    init?(spelt key: String) {
        let bare = key.utf8.filter { !Self.isJoint($0) }
        guard let family = Self.ownNames[String(decoding: bare, as: UTF8.self)] else { return nil }
        self = family
    }

    private static func isJoint(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    /// The family that a segment names by a whole word. Of several the one counts that says what
    /// is sold, not what it is made of: `Rosin Carts` are vapes, `Flower Pre-Rolls` pre-rolls.
    private static func named(in key: String) -> CategoryFamily? {
        let words = key.utf8.split { !isLetter($0) }.map { String(decoding: $0, as: UTF8.self) }
        var found = Set(words.compactMap { strongWords[$0] })
        // `pre roll`, `gift card`, `all in one`: written apart, the words say nothing.
        for first in words.indices {
            for last in words.indices where last > first && last <= first + 2 {
                if let family = compounds[words[first...last].joined()] { found.insert(family) }
            }
        }
        if let family = precedence.first(where: found.contains) { return family }
        let weak = Set(words.compactMap { weakWords[$0] })
        if let family = precedence.first(where: weak.contains) { return family }
        // `Vapepens`, `PreRollPacks`: run together, only the beginning is a word.
        let begun = Set(
            stems.filter { stem in words.contains { $0.hasPrefix(stem.word) } }.map(\.family))
        return precedence.first(where: begun.contains)
    }

    /// Beginnings of words that belong to no other word.
    private static let stems: [(word: String, family: CategoryFamily)] = [
        ("vape", .vapes), ("vapor", .vapes), ("preroll", .preRolls), ("edible", .edibles),
        ("concentrate", .concentrates), ("cartridge", .vapes), ("tincture", .tinctures),
        ("topical", .topicals), ("beverage", .beverages), ("giftcard", .giftCards),
    ]

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
    }

    /// Which family counts where a segment names several.
    private static let precedence: [CategoryFamily] = [
        .giftCards, .merchandise, .accessories, .seeds, .preRolls, .vapes, .topicals, .tinctures,
        .capsules, .beverages, .edibles, .concentrates, .flower,
    ]

    private static let ownNames: [String: CategoryFamily] = table(
        allCases.filter { $0 != .other }.map { family in
            let name = family.name.lowercased().filter { $0 != " " && $0 != "-" }
            return (family, name.hasSuffix("ies") ? "accessory" : singular(name))
        })

    private static func singular(_ name: String) -> String {
        name.hasSuffix("s") ? String(name.dropLast()) : name
    }

    private static let compounds: [String: CategoryFamily] = table([
        (.preRolls, "preroll prerolled"), (.giftCards, "giftcard giftcertificate"),
        (.capsules, "softgel"), (.vapes, "allinone"),
    ])

    /// Words that name a family wherever they stand (Protocol/pricing.md, Categories).
    private static let strongWords: [String: CategoryFamily] = table([
        (.flower, "flower bud"),
        (.preRolls, "preroll prerolled joint cone blunt"),
        (.edibles, "edible gummy candy chocolate cookie brownie lozenge caramel"),
        (
            .concentrates,
            "concentrate extract wax shatter dab rosin resin hash kief badder budder distillate"
                + " crumble rso"
        ),
        (.vapes, "vape vaping vaporizer cartridge cart pod aio disposable"),
        (.tinctures, "tincture sublingual"),
        (.topicals, "topical lotion balm patch salve ointment transdermal"),
        (.capsules, "capsule pill softgel"),
        (.beverages, "beverage drink soda tea juice seltzer"),
        (.accessories, "accessory pipe grinder paper battery lighter bong"),
        (.merchandise, "merchandise merch apparel clothing shirt"),
        (.seeds, "seed"),
        (.giftCards, "giftcard"),
    ])

    /// Words that name a family where no other word of the segment does.
    private static let weakWords: [String: CategoryFamily] = table([
        (.tinctures, "oil drop"), (.topicals, "cream"), (.capsules, "tablet"),
        (.accessories, "device bowl"), (.vapes, "pen"), (.flower, "shake"),
    ])

    /// Each word with its plural.
    private static func table(
        _ words: [(CategoryFamily, String)]
    ) -> [String: CategoryFamily] {
        var table: [String: CategoryFamily] = [:]
        for (family, list) in words {
            for word in list.split(separator: " ").map(String.init) {
                table[word] = family
                table[plural(word)] = family
            }
        }
        return table
    }

    private static func plural(_ word: String) -> String {
        if word.hasSuffix("y"), let last = word.dropLast().last, !"aeiou".contains(last) {
            return word.dropLast() + "ies"
        }
        let isSibilant = ["s", "x", "sh", "ch"].contains { word.hasSuffix($0) }
        return word + (isSibilant ? "es" : "s")
    }
}
