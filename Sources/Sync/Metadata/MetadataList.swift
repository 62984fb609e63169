import FirestoreModel
import MirrorTree
import PointOfSale
import Pricing

/// A document of brands, categories or vendors.
struct MetadataList: Equatable {
    struct Item: Equatable {
        var id: String
        var name: String
        /// Active products; nil where the menu has no such kind.
        var count: Int?
    }

    /// A name on the menu and its number of products.
    struct Facet {
        let name: String
        let count: Int

        init(name: String, _ count: Int) {
            self.name = name
            self.count = count
        }
    }

    /// The source of the list.
    enum Source: Equatable {
        /// The POS of this provider.
        case pos(String)
        case menu

        /// Nil for a text that names nobody.
        init?(_ text: String) {
            guard !text.isEmpty else { return nil }
            self = text == Self.menuText ? .menu : .pos(text)
        }

        var text: String {
            switch self {
            case .pos(let provider): provider
            case .menu: Self.menuText
            }
        }

        private static let menuText = "menu"
    }

    var items: [Item]
    var source: Source

    init(items: [Item], source: Source) {
        self.items = items
        self.source = source
    }

    /// Parses such a document; nil for any other.
    init?(_ fields: Fields) {
        guard let source = fields[NameListField.source]?.stringValue.flatMap({ Source($0) }),
            let values = fields[NameListField.items]?.arrayValue
        else { return nil }
        self.source = source
        items = values.compactMap { value in
            guard let map = value.mapValue, let id = map[NameField.id]?.stringValue,
                let name = map[NameField.name]?.stringValue
            else { return nil }
            return Item(
                id: id, name: name,
                count: map[NameField.productCount]?.integerValue.map { Int(clamping: $0) })
        }
    }

    var fields: Fields {
        let values = items.map { item in
            var map = Fields([(NameField.id, .string(item.id)), (.name, .string(item.name))])
            if let count = item.count { map[NameField.productCount] = .integer(Int64(count)) }
            return Value.map(map)
        }
        return Fields([
            (NameListField.count, .integer(Int64(items.count))), (.items, .array(values)),
            (.source, .string(source.text)),
        ])
    }
}

/// Computes the list after a response of the POS, or without one. Pure.
struct MetadataMerge {
    let old: MetadataList?
    /// Nil where the menu does not know this kind.
    let menu: [MetadataList.Facet]?
    /// Whose POS answers.
    let provider: String
    /// The normalised key by which names are compared.
    let key: (String) -> String
    /// Active products of a name; nil where the menu does not know this kind.
    let count: (String) -> Int?

    /// - Parameter count: active products of a name; nil to sum the menu's counts by key.
    init(
        old: MetadataList?, menu: [MetadataList.Facet]?, provider: String,
        key: @escaping (String) -> String,
        count: ((String) -> Int)? = nil
    ) {
        self.old = old
        self.menu = menu
        self.provider = provider
        self.key = key
        let counts = (menu ?? []).reduce(into: [:]) { $0[key($1.name), default: 0] += $1.count }
        let isKnown = menu != nil
        self.count = { name in isKnown ? count?(name) ?? counts[key(name)] ?? 0 : nil }
    }

    typealias Incompleteness = (code: IncompleteListing.Code, reason: String)

    /// The list, nil where none is available, and why the response is not trusted.
    ///
    /// - Parameter isPartial: some account's names are not in the response, and stay as known.
    func list(
        _ answer: POSNameList?, isPartial: Bool = false
    ) -> (list: MetadataList?, incompleteness: Incompleteness?) {
        guard let answer else { return (kept ?? fromMenu, nil) }
        let items = answer.names.map { answered in
            let name = HTMLText.decoded(answered.name)
            return MetadataList.Item(
                id: answered.id ?? name, name: name, count: count(name))
        }
        let incompleteness = incompleteness(answer)
        if incompleteness != nil || isPartial {
            guard let kept else {
                return (items.isEmpty ? fromMenu : list(items), incompleteness)
            }
            let ids = Set(items.map(\.id))
            return (list(items + kept.items.filter { !ids.contains($0.id) }), incompleteness)
        }
        // An empty list of a POS that never had entries does not contradict the menu.
        if items.isEmpty, let fromMenu, !fromMenu.items.isEmpty { return (fromMenu, nil) }
        return (list(items), nil)
    }

    private func list(_ items: [MetadataList.Item]) -> MetadataList {
        MetadataList(items: items, source: .pos(provider))
    }

    private func incompleteness(_ answer: POSNameList) -> Incompleteness? {
        let count = answer.unreadableCount
        if count > 0 {
            let entries = count == 1 ? "1 entry" : "\(count) entries"
            return (.unreadable, "\(entries) cannot be read; what was known stays")
        }
        if answer.isShort {
            return (.short, "not all of it came; what was known stays")
        }
        if answer.names.isEmpty, let kept, !kept.items.isEmpty {
            return (.empty, "it is empty; the \(kept.items.count) that were known stay")
        }
        return nil
    }

    /// The POS's last list, with the current counts of the menu.
    private var kept: MetadataList? {
        guard var list = old, list.source == .pos(provider) else { return nil }
        if menu != nil {
            for index in list.items.indices {
                list.items[index].count = count(list.items[index].name)
            }
        }
        return list
    }

    /// The menu's own names, with the ids that they had before. Nil where the menu has none.
    private var fromMenu: MetadataList? {
        guard let menu else { return old }
        let known = Dictionary(
            (old?.items ?? []).map { (key($0.name), $0.id) },
            uniquingKeysWith: { first, _ in first })
        let items = menu.sorted { $0.name < $1.name }.map { entry in
            let slug = String(entry.name.lowercased().map { $0 == " " ? "_" : $0 })
            return MetadataList.Item(
                id: known[key(entry.name)] ?? slug, name: entry.name, count: entry.count)
        }
        return MetadataList(items: items, source: .menu)
    }
}
