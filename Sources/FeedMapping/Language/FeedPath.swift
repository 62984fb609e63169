import JSON

/// The location of a value in a record: the name of a CSV column, or a path into JSON.
///
/// `brand.name`, `tags[*].name` (of each element), `images[0].url`, `["odd.name"].x`,
/// `lab_results[result_type=thc].value` (of the elements with that member). The first name may be a
/// binding, see ``FeedExpansion``.
struct FeedPath: Equatable, Sendable {
    enum Step: Equatable, Sendable {
        case member(String)
        case index(Int)
        case all
        case matching(String, String)
    }

    /// The mapping's text, which may be a column's name.
    let text: String
    /// Nil if the text is no path, only a column's name.
    let steps: [Step]?
    /// The index among the mapping's paths.
    let number: Int

    init(_ text: String, number: Int) {
        self.text = text
        self.number = number
        steps = Self.steps(text)
    }

    /// What is at the path.
    enum Found {
        /// Nothing: the record has no such column or member.
        case missing
        /// A value on the way is of another type: what would stand below it cannot be told.
        case mistyped
        case one(JSONValue)
        case many([JSONValue])
    }

    private static func steps(_ text: String) -> [Step]? {
        var steps: [Step] = []
        var rest = Substring(text)
        while !rest.isEmpty {
            guard steps.count < FeedLimits.stepsMax else { return nil }
            if rest.first == "[" {
                guard let step = bracket(&rest) else { return nil }
                steps.append(step)
            } else {
                if !steps.isEmpty, rest.popFirst() != "." { return nil }
                let name = rest.prefix { $0 != "." && $0 != "[" }
                guard !name.isEmpty else { return nil }
                steps.append(.member(String(name)))
                rest = rest.dropFirst(name.count)
            }
        }
        return steps.isEmpty ? nil : steps
    }

    /// Parses `[…]`.
    private static func bracket(_ rest: inout Substring) -> Step? {
        if rest.hasPrefix("[\"") {
            let content = rest.dropFirst(2)
            guard let end = content.firstRange(of: "\"]") else { return nil }
            rest = content[end.upperBound...]
            return .member(String(content[..<end.lowerBound]))
        }
        guard let end = rest.firstIndex(of: "]") else { return nil }
        let content = rest[rest.index(after: rest.startIndex)..<end]
        rest = rest[rest.index(after: end)...]
        if content == "*" { return .all }
        if let equal = content.firstIndex(of: "="), equal > content.startIndex {
            return .matching(
                String(content[..<equal]), String(content[content.index(after: equal)...]))
        }
        guard let index = Int(content), (0..<FeedLimits.listMax).contains(index) else {
            return nil
        }
        return .index(index)
    }

    /// Resolves `steps` in `value`.
    static func find(_ steps: ArraySlice<Step>, in value: JSONValue) -> Found {
        var value = value
        var rest = steps
        while let step = rest.popFirst() {
            switch step {
            case .member(let name):
                // Members of null are null: a product with a null brand has a null brand.name.
                if case .null = value { return .one(.null) }
                guard case .object = value else { return below(value) }
                guard let next = value.member(name) else { return .missing }
                value = next
            case .index(let index):
                guard case .array(let elements) = value else { return below(value) }
                guard index < elements.count else { return .one(.null) }
                value = elements[index]
            case .all, .matching:
                guard case .array(let elements) = value else { return below(value) }
                return many(elements, step, rest)
            }
        }
        return .one(value)
    }

    /// What stands below a value that has not what the path asks of it: nothing below one that
    /// itself is nothing. An empty list is how some exports write an empty object.
    private static func below(_ value: JSONValue) -> Found {
        switch value {
        case .null: .one(.null)
        case .array(let elements) where elements.isEmpty: .one(.null)
        case .string(let text) where FeedScalar(trimming: text) == nil: .one(.null)
        case .array, .object, .string, .number, .bool: .mistyped
        }
    }

    private static func many(
        _ elements: [JSONValue], _ step: Step, _ rest: ArraySlice<Step>
    ) -> Found {
        var values: [JSONValue] = []
        var isMissing = !elements.isEmpty
        for element in elements {
            if case .matching(let name, let text) = step {
                guard case .object = element else {
                    if case .mistyped = below(element) { return .mistyped }
                    continue
                }
                guard let said = element.member(name) else { continue }
                // The list exists, so the path is right even if no element matches.
                isMissing = false
                guard FeedScalar(said)?.text == text else { continue }
            }
            switch find(rest, in: element) {
            case .missing: break
            case .mistyped: return .mistyped
            case .one(let value):
                isMissing = false
                values.append(value)
            case .many(let more):
                isMissing = false
                values += more
            }
        }
        return isMissing ? .missing : .many(values)
    }
}
