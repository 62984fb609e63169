import FirestoreModel
import MirrorTree
import PointOfSale

/// What the records of a location's listing had when it was last taken:
/// tenants/{org}/integrations/pos_{kind}_shape.
struct StoredShape: Equatable {
    var records = 0
    /// Where these came from; what another place has proves nothing.
    var source = ""
    var fields: [String: ListingShape.Field] = [:]
    /// What the run before found lost, and took nothing of.
    var doubted: [String] = []

    init() {}

    init(_ stored: Fields) {
        records = Int(clamping: stored[ShapeField.records]?.integerValue ?? 0)
        source = stored[ShapeField.source]?.stringValue ?? ""
        for (name, value) in stored[ShapeField.fields]?.mapValue ?? Fields() {
            guard let use = value.mapValue else { continue }
            fields[name] = ListingShape.Field(
                count: Int(clamping: use[ShapeUseField.count]?.integerValue ?? 0),
                examples: use[ShapeUseField.examples]?.arrayValue?.compactMap(\.stringValue) ?? [])
        }
        doubted = stored[ShapeField.doubted]?.arrayValue?.compactMap(\.stringValue) ?? []
    }

    var stored: Fields {
        var uses = Fields()
        for (name, use) in fields.sorted(by: { $0.key < $1.key }) {
            uses[name] = .map(
                Fields([
                    (ShapeUseField.count, .integer(Int64(use.count))),
                    (.examples, .array(use.examples.map { .string($0) })),
                ]))
        }
        var stored = Fields([
            (ShapeField.records, .integer(Int64(records))), (.fields, .map(uses)),
        ])
        if !source.isEmpty { stored[ShapeField.source] = .string(source) }
        if !doubted.isEmpty {
            stored[ShapeField.doubted] = .array(doubted.map { .string($0) })
        }
        return stored
    }

    /// The fields that records had and that none has any more, though such a record is still
    /// there. Where it is not known which had it, that it was had counts.
    func lost(in now: ListingShape) -> [String] {
        guard source.isEmpty || now.source.isEmpty || source == now.source else { return [] }
        return lostFields(in: now)
    }

    private func lostFields(in now: ListingShape) -> [String] {
        now.fields.filter { name, field in
            guard field.isLost, let before = fields[name], before.count > 0 else { return false }
            guard let ids = now.ids, !before.examples.isEmpty else { return true }
            return before.examples.contains(where: ids.contains)
        }.keys.sorted()
    }

    /// Whether a record that had the field is known to be there without it: then the record was not
    /// removed, and a second answer of the same kind proves no more than the first.
    func isSeen(_ name: String, in now: ListingShape) -> Bool {
        guard let ids = now.ids, let before = fields[name] else { return false }
        // What is looked at in every record, as by `leaveOut`, has no examples.
        guard !before.examples.isEmpty else { return now.records > 0 }
        return before.examples.contains(where: ids.contains)
    }

    /// Takes what a listing had. A field that nothing was asked for stays as it was known.
    mutating func take(_ shape: ListingShape) {
        // Another feed's fields are not this one's.
        if !source.isEmpty, source != shape.source { fields = [:] }
        source = shape.source
        records = shape.records
        for (name, field) in shape.fields {
            fields[name] = ListingShape.Field(count: field.count, examples: field.examples)
        }
        doubted = []
    }

    /// `end (0 of 2 records, before 1 of 3)` for each of the names.
    func text(_ names: [String], now: ListingShape) -> String {
        names.map { name in
            "\(name) (0 of \(now.records) records, before \(fields[name]?.count ?? 0) of"
                + " \(records))"
        }.joined(separator: ", ")
    }
}
