import FirestoreModel
import Ordering
import Pricing

/// Lookup of products by their ids.
extension Generation {
    /// The row of the product document `id`, deleted or inactive ones included.
    func row(id: UnsafeRawBufferPointer) -> Int? {
        index.row(hash: StringHash.hash(id)) { row in
            guard row < rowCount else { return false }
            let position = RowPosition(row)
            let segment = segments[position.segment]
            return segment.bytes.withUnsafeBytes {
                MenuItemID.matches(id, itemAt: segment.itemRange(position.row), of: $0)
            }
        }
    }

    /// The row of the product that a rule or a client names, on the menu or not: by the id of its
    /// document; else by its canonical id; else by the id that its POS knows it by. If products of
    /// several POSs or accounts have that one, the first active one in the order of what their
    /// document ids begin with is meant: of one POS the primary account's.
    ///
    /// - Parameter prefix: restricts the result to document ids with this prefix; an own id then
    ///   means the product whose document id is prefix and own id. Empty for all.
    func row(
        named text: UnsafeRawBufferPointer,
        prefix: UnsafeRawBufferPointer = UnsafeRawBufferPointer(start: nil, count: 0)
    ) -> Int? {
        if text.starts(with: prefix), let row = presentRow(id: text) { return row }
        if text.starts(with: canonicalPrefix) {
            let id = UnsafeRawBufferPointer(rebasing: text[canonicalPrefix.count...])
            if id.starts(with: prefix), let row = presentRow(id: id) { return row }
        }
        guard !text.isEmpty else { return nil }
        let own = ProductIDPrefixes.escaped(text)
        guard prefix.isEmpty else {
            return ([UInt8](prefix) + own).withUnsafeBytes { presentRow(id: $0) }
        }
        let found = idPrefixes.all.compactMap { prefix -> Int? in
            let row = (prefix + own).withUnsafeBytes { presentRow(id: $0) }
            return row.flatMap { has($0, ownID: text) ? $0 : nil }
        }
        return found.first { isActive(row: $0) } ?? found.first
    }

    /// The row that a rule's reference names.
    func row(_ reference: ProductReference) -> Int? {
        ByteOrder.withUTF8(reference.text) { text in
            ByteOrder.withUTF8(reference.prefix) { row(named: text, prefix: $0) }
        }
    }

    /// The position of an active product, by any of its ids; see ``row(named:prefix:)``.
    func activePosition(_ name: UnsafeRawBufferPointer) -> RowPosition? {
        if let row = row(id: name) {
            let position = RowPosition(row)
            let flags = segments[position.segment].flags(position.row)
            if flags.contains(.active) { return position }
            if !flags.contains(.deleted) { return nil }
        }
        return row(named: name).flatMap { isActive(row: $0) ? RowPosition($0) : nil }
    }

    /// The ids by which rules can name the product of a row.
    func names(_ position: RowPosition) -> ProductNames {
        let segment = segments[position.segment]
        return segment.withItem(position.row) { item in
            let id = MenuItemID.id(of: item)
            var names = ProductNames(
                id: String(decoding: id, as: UTF8.self),
                canonicalID: String(decoding: canonicalPrefix + id, as: UTF8.self))
            let own = MenuItemID.ownID(of: item)
            if let own, let count = ProductIDPrefixes.prefixCount(id, ownID: own) {
                names.ownID = String(decoding: own, as: UTF8.self)
                names.ownPrefix = String(decoding: id[..<count], as: UTF8.self)
                names.isFirstOfOwnID = isFirst(of: own, position.number)
            }
            return names
        }
    }

    /// Whether an own id alone means the product of a row. At a store that is the tenant's to say,
    /// of the ids that rules use; others nobody asks for.
    private func isFirst(of ownID: UnsafeRawBufferPointer, _ row: Int) -> Bool {
        guard products.isOfStore else { return self.row(named: ownID) == row }
        let code = products.codes.code(
            of: ProductReference(String(decoding: ownID, as: UTF8.self)))
        return code.map { products.row(code: $0) == row } ?? false
    }

    /// Whether there is a row of the product document `id`, on the menu or not.
    func hasRow(_ id: [UInt8]) -> Bool { id.withUnsafeBytes { presentRow(id: $0) } != nil }

    /// Whether the product document `id` is shown by this row already, the update time of the
    /// document aside. Price, category and brand are in the item, too.
    func shows(_ new: StoredRow, id: [UInt8]) -> Bool {
        guard let number = id.withUnsafeBytes({ presentRow(id: $0) }) else { return false }
        let position = RowPosition(number)
        let segment = segments[position.segment]
        guard segment.flags(position.row) == new.flags else { return false }
        return segment.withItem(position.row) { old in
            new.item.withUnsafeBytes { ItemComparison.isSame(old, $0) }
        }
    }

    /// The document id of a row.
    func documentID(_ position: RowPosition) -> String {
        segments[position.segment].withItem(position.row) {
            String(decoding: MenuItemID.id(of: $0), as: UTF8.self)
        }
    }

    /// The row of an existing product document.
    func presentRow(id: UnsafeRawBufferPointer) -> Int? {
        row(id: id).flatMap { isDeleted(row: $0) ? nil : $0 }
    }

    private func isDeleted(row: Int) -> Bool {
        let position = RowPosition(row)
        return segments[position.segment].flags(position.row).contains(.deleted)
    }

    private func isActive(row: Int) -> Bool {
        let position = RowPosition(row)
        return segments[position.segment].flags(position.row).contains(.active)
    }

    private func has(_ row: Int, ownID: UnsafeRawBufferPointer) -> Bool {
        let position = RowPosition(row)
        return segments[position.segment].withItem(position.row) {
            MenuItemID.ownID(of: $0).map { ByteOrder.compare($0, ownID) == 0 } ?? false
        }
    }
}
