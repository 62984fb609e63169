import FirestoreModel
import Ordering
import ProtobufWire
import StatusCodes

/// Tests documents against a query and builds their sort keys. Decodes only the fields that the
/// query reads.
struct RowMatcher {
    /// A document that matched.
    struct Row {
        let content: QueryRow
        /// The overlay's fields; nil for the stored ones.
        let fields: [UInt8]?
    }

    let query: PreparedQuery
    let space: KeySpace
    private let overlay: (any DocumentOverlay)?
    /// Top-level fields to decode.
    private let names: [String]
    /// Whether the overlay can change a field that the query reads.
    private let readsOverlay: Bool
    /// Whether the test of a row needs its path.
    private let readsName: Bool
    private let testsNothing: Bool

    init(_ query: PreparedQuery, _ overlay: (any DocumentOverlay)?) {
        self.query = query
        self.overlay = overlay
        space = KeySpace(database: query.database.database)
        names = query.fieldsRead
        let derived = Self.derived(query, overlay)
        readsOverlay = names.contains { name in
            derived.contains { ByteOrder.equal($0, name) }
        }
        let conditions = query.filter?.disjunctions.joined().map(\.path) ?? []
        let cursorCount = max(query.startAt?.values.count ?? 0, query.endAt?.values.count ?? 0)
        readsName =
            conditions.contains(where: \.isDocumentName)
            || query.orders.prefix(cursorCount).contains(where: \.path.isDocumentName)
        // A cursor without values restricts too: an exclusive one excludes everything.
        let hasCursors = query.startAt != nil || query.endAt != nil
        testsNothing = names.isEmpty && !readsName && query.filter == nil && !hasCursors
    }

    /// Fields of the query's collections that no index may serve.
    static func derived(_ query: PreparedQuery, _ overlay: (any DocumentOverlay)?) -> [String] {
        guard let overlay, let id = query.collectionId else { return [] }
        return overlay.derivedFields(inCollections: id)
    }

    /// The row of the document; nil when it does not match.
    func row(
        _ key: UnsafeRawBufferPointer, _ view: DocumentView
    ) throws(Status) -> Row? {
        guard !testsNothing else { return Row(content: Self.emptyRow, fields: nil) }
        let derived = readsOverlay ? try overlaid(key, view) : nil
        let path = readsName ? try space.path(of: key) : .root
        let fields = try Self.decode(derived, view, names)
        let row = QueryRow(
            path: path,
            document: StoredDocument(
                fields: fields, createTime: Timestamp(microseconds: view.createTime),
                updateTime: Timestamp(microseconds: view.updateTime)))
        return query.passes(row) ? Row(content: row, fields: derived) : nil
    }

    /// Whether the row's value in the first order is that of the index entry it was found by. It
    /// differs where two fields' hashes collide; the row is then found by its own entry.
    func agrees(_ row: Row, _ entry: [UInt8]?) -> Bool {
        guard let entry, let path = query.orders.first?.path else { return true }
        guard let value = row.content.document.fields.value(at: path) else { return false }
        return ValueIntervals.entryValue(value) == entry
    }

    /// The document as a result; `fields` are those of its row.
    func match(
        _ key: UnsafeRawBufferPointer, _ view: DocumentView, fields: [UInt8]? = nil,
        distance: Double? = nil
    ) throws(Status) -> QueryMatch {
        let path = try space.path(of: key)
        var derived = fields
        if derived == nil { derived = try overlay?.fields(of: path, stored: view.fields) }
        let document = RawDocument(
            createTime: view.createTime, updateTime: view.updateTime,
            fields: derived ?? [UInt8](view.fields))
        return QueryMatch(path: path, document: document, distance: distance)
    }

    /// Some of the document's top-level fields; `derived` are the overlay's fields, if already
    /// computed.
    func fields(
        _ key: UnsafeRawBufferPointer, _ view: DocumentView, _ derived: [UInt8]?,
        only names: [String]
    ) throws(Status) -> Fields {
        var derived = derived
        if derived == nil { derived = try overlaid(key, view) }
        return try Self.decode(derived, view, names)
    }

    /// The row's sort key in the effective order.
    func sortKey(_ row: Row, _ key: UnsafeRawBufferPointer) -> RowSorter.Row {
        var bytes: [UInt8] = []
        for order in query.orders where !order.path.isDocumentName {
            let value = row.content.document.fields.value(at: order.path) ?? .null
            IndexEncoding.append(value, descending: order.isDescending, to: &bytes)
        }
        return RowSorter.Row(
            values: bytes, pathKey: key[space.segmentsStart...], depth: key[space.prefix.count],
            descending: query.orders.last?.isDescending ?? false)
    }

    private static let emptyRow = QueryRow(
        path: .root,
        document: StoredDocument(
            fields: [:], createTime: Timestamp(microseconds: 0),
            updateTime: Timestamp(microseconds: 0)))

    private func overlaid(
        _ key: UnsafeRawBufferPointer, _ view: DocumentView
    ) throws(Status) -> [UInt8]? {
        try overlay?.fields(of: try space.path(of: key), stored: view.fields)
    }

    private static func decode(
        _ derived: [UInt8]?, _ view: DocumentView, _ names: [String]
    ) throws(Status) -> Fields {
        do throws(WireError) {
            guard let derived else { return try Fields(mapValueBytes: view.fields, only: names) }
            return try derived.withUnsafeBufferPointer { bytes throws(WireError) in
                try Fields(mapValueBytes: UnsafeRawBufferPointer(bytes), only: names)
            }
        } catch {
            throw Status(.corruption, "query", "malformed fields")
        }
    }
}
