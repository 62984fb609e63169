/// The one normalisation of category names, for products and rules alike.
///
/// A raw name (`Category > Pre rolls`), its stripped form (`Pre rolls`) and the canonical name
/// (`Pre-Rolls`) have one key. Aliases are whole names: nothing is guessed from a part of a name,
/// since that files `Infused Flower Pre-rolls` under flower (alleaves-api.md D24).
public enum CategoryName {
    /// The name to show: a canonical one, else the last part of the raw name, trimmed.
    public static func canonical(_ raw: String) -> String {
        let name = stripped(raw)
        return aliases[folded(name)] ?? String(name)
    }

    /// The key to compare by.
    public static func key(for raw: String) -> String {
        let name = stripped(raw)
        let key = folded(name)
        return aliases[key].map { folded($0[...]) } ?? key
    }

    /// What follows the last `>`, trimmed.
    private static func stripped(_ raw: String) -> Substring {
        guard let mark = raw.utf8.lastIndex(of: UInt8(ascii: ">")) else {
            return TextFold.trimmed(raw[...])
        }
        return TextFold.trimmed(raw[raw.utf8.index(after: mark)...])
    }

    private static func folded(_ name: Substring) -> String {
        if TextFold.isASCII(name) {
            return String(decoding: name.utf8.compactMap(foldedByte), as: UTF8.self)
        }
        return name.lowercased().filter { !$0.isWhitespace && $0 != "-" && $0 != "_" }
    }

    /// Lower case; nil for what a key leaves out.
    private static func foldedByte(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "_"): nil
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        default: TextFold.isSpace(byte) ? nil : byte
        }
    }

    private static let aliases: [String: String] = {
        var table: [String: String] = [:]
        for (canonical, names) in aliasNames {
            for name in names.split(separator: " ") { table[String(name)] = canonical }
        }
        table[""] = "Other"
        return table
    }()

    /// Folded names by canonical name; alleaves-api.md 4.3 and 4.4 brought together, with plurals.
    private static let aliasNames: [(String, String)] = [
        ("Flower", "flower flowers bud buds"),
        ("Pre-Rolls", "preroll prerolls joint joints cone cones"),
        ("Edibles", "edible edibles gummy gummies candy candies chocolate chocolates"),
        (
            "Concentrates",
            "concentrate concentrates extract extracts wax waxes shatter shatters dab dabs rosin"
                + " rosins resin resins hash"
        ),
        (
            "Vapes",
            "vape vapes vaporizer vaporizers cartridge cartridges cart carts pod pods aio aios"
        ),
        ("Tinctures", "tincture tinctures oil oils drop drops sublingual sublinguals"),
        (
            "Topicals",
            "topical topicals cream creams lotion lotions balm balms patch patches salve salves"
        ),
        ("Capsules", "capsule capsules pill pills tablet tablets softgel softgels"),
        ("Beverages", "beverage beverages drink drinks soda sodas tea teas juice juices"),
        (
            "Accessories",
            "accessory accessories device devices pipe pipes bowl bowls grinder grinders paper"
                + " papers"
        ),
        ("Merchandise", "merchandise merch apparel clothing shirt shirts"),
        ("Seeds", "seed seeds"),
        ("Other", "other others uncategorized uncategorised unknown"),
    ]
}
