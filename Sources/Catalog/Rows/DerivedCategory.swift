import FirestoreModel
import Pricing
import ProtobufWire

/// The category of a product as stored in its row and its menu item.
struct DerivedCategory: Sendable {
    /// UTF-8 of the spelled path; empty where there is none.
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

    /// Parses a path in UTF-8. Cached, because products share few categories.
    ///
    /// - Parameter isDecoded: whether its character references are already decoded.
    static func read(_ text: [UInt8], isDecoded: Bool) -> DerivedCategory {
        let decoded = isDecoded ? text : HTMLText.decoded(text)
        return memo.value(decoded) {
            DerivedCategory(CategoryPath(decoded: String(decoding: $0, as: UTF8.self)))
        }
    }
}

/// Collects the category fields of a product document.
struct CategoryFields {
    /// Value of `category`: the family, if written by a sync.
    private var named: [UInt8] = []
    /// The raw category of the POS.
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

    /// The document's category: its path, otherwise the raw category of the POS, otherwise what an
    /// agent wrote into `category`.
    func derived() -> DerivedCategory {
        if let path { return .read(path, isDecoded: true) }
        return .read(raw.isEmpty ? named : raw, isDecoded: false)
    }

    /// The raw category to show: that of the POS, otherwise what an agent wrote if that is not the
    /// family itself.
    func rawText(_ derived: DerivedCategory) -> [UInt8] {
        raw.isEmpty && named != derived.family ? named : raw
    }
}
