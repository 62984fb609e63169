import JSON

/// A record and the elements bound by name while it is expanded.
struct FeedScope {
    let record: FeedRecord
    /// By name, see ``FeedExpansion``.
    var bindings: [(name: String, value: JSONValue)] = []

    init(_ record: FeedRecord) { self.record = record }

    /// The value at `path`.
    func find(_ path: FeedPath) -> FeedPath.Found {
        if !bindings.isEmpty, let steps = path.steps, case .member(let name)? = steps.first,
            let binding = bindings.last(where: { $0.name == name })
        {
            return FeedPath.find(steps.dropFirst(), in: binding.value)
        }
        switch record {
        case .row(let row):
            guard let position = row.header.position(path.text), position < row.fields.count
            else { return .missing }
            if !row.header.repeated.isEmpty,
                row.header.isContradicted(path.text, in: row.fields)
            {
                return .mistyped
            }
            return .one(.string(row.fields[position]))
        case .tree(let value):
            guard let steps = path.steps else { return .missing }
            return FeedPath.find(steps[...], in: value)
        }
    }
}
