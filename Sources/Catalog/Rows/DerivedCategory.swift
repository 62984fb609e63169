import FirestoreModel
import Pricing
import ProtobufWire

/// The category of a product as its row and its menu item have it.
struct DerivedCategory: Sendable {
    /// UTF-8 of the path as it is spelt; empty where there is none.
    let text: [UInt8]
    /// UTF-8 of the family's name.
    let family: [UInt8]
    /// MenuItem's category and category_path, encoded.
    let entry: [UInt8]

    init(_ path: CategoryPath) {
        text = Array(path.text.utf8)
        family = Array(path.family.name.utf8)
        var writer = WireWriter()
        writer.string(MenuItemNumber.category, path.family.name)
        for segment in path.segments { writer.string(MenuItemNumber.categoryPath, segment) }
        entry = writer.bytes
    }

    private static let memo = Memo<[UInt8], DerivedCategory>(limit: CatalogLimits.categoryMemoMax)

    /// Of a path in UTF-8. Products share few categories, so each is read once.
    ///
    /// - Parameter isDecoded: whether its character references are.
    static func read(_ text: [UInt8], isDecoded: Bool) -> DerivedCategory {
        let decoded = isDecoded ? text : HTMLText.decoded(text)
        return memo.value(decoded) {
            DerivedCategory(CategoryPath(decoded: String(decoding: $0, as: UTF8.self)))
        }
    }
}

/// The fields of a product document that say its category, as they are met.
struct CategoryFields {
    /// What `category` says: the family where a sync wrote it.
    private var named: [UInt8] = []
    /// What the POS says.
    private var raw: [UInt8] = []
    /// The segments, joined; nil where the document does not have them.
    private var path: [UInt8]?

    mutating func setCategory(_ text: UnsafeRawBufferPointer) { named = [UInt8](text) }
    mutating func setRaw(_ text: UnsafeRawBufferPointer) { raw = [UInt8](text) }

    mutating func setPath(_ segments: ValuesReader) throws(WireError) {
        var segments = segments
        var joined: [UInt8] = []
        while let segment = try segments.next() {
            guard let text = segment.stringBytes else { continue }
            if !joined.isEmpty { joined.append(UInt8(ascii: ">")) }
            joined.append(contentsOf: text)
        }
        path = joined
    }

    /// The document's category: its path where it has one, else what the POS says, else what an
    /// agent wrote into `category`.
    func derived() -> DerivedCategory {
        if let path { return .read(path, isDecoded: true) }
        return .read(raw.isEmpty ? named : raw, isDecoded: false)
    }

    /// What to show as the POS's category: what it says, else what an agent wrote where that is
    /// not the family itself.
    func rawText(_ derived: DerivedCategory) -> [UInt8] {
        raw.isEmpty && named != derived.family ? named : raw
    }
}
