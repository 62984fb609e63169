/// Gives each part of a mapping that is read a place where its readings are counted.
struct FeedSlots {
    private(set) var all: [FeedSlot] = []

    /// - Parameters:
    ///   - each: the paths of what a record is expanded by.
    ///   - leaveOut: the paths of what decides whether a record counts.
    init(each: ArraySlice<FeedPath>, leaveOut: ArraySlice<FeedPath>) {
        for (part, paths) in [("each", each), ("leaveOut", leaveOut)] {
            all += paths.map {
                FeedSlot(
                    name: "\(part).\($0.text)", guarding: .value, paths: [$0],
                    isPath: true)
            }
        }
    }

    /// Constants are read in every record and need no counting.
    mutating func counted(
        _ fields: [FeedField: FeedExpression], of kind: FeedKind
    ) -> [FeedField: FeedExpression] {
        var fields = fields
        for field in kind.fields where field != .id {
            guard let paths = fields[field]?.paths, !paths.isEmpty else { continue }
            fields[field]?.slot = all.count
            all.append(
                FeedSlot(
                    name: field.rawValue, guarding: kind.guarding(field), paths: paths,
                    field: field))
        }
        for field in kind.fields {
            all += Self.measures(of: fields[field], named: field.rawValue)
        }
        return fields
    }

    mutating func counted(
        _ stores: [(name: String, stock: FeedExpression)]
    ) -> [(name: String, stock: FeedExpression)] {
        stores.map { store in
            var store = store
            guard !store.stock.paths.isEmpty else { return store }
            store.stock.slot = all.count
            all.append(
                FeedSlot(name: "stores.\(store.name)", guarding: .value, paths: store.stock.paths))
            all += Self.measures(of: store.stock, named: "stores.\(store.name)")
            return store
        }
    }

    /// What decides how much a number is.
    private static func measures(
        of expression: FeedExpression?, named name: String
    ) -> [FeedSlot] {
        (expression?.measures ?? []).map { option, path in
            FeedSlot(name: "\(name).\(option)", guarding: .value, paths: [path], isPath: true)
        }
    }
}
