import JSON
import TextForms

/// Parses a mapping's JSON strictly: an unknown key is an error.
struct FeedMappingReader {
    private(set) var paths: [FeedPath] = []
    private var nodes = 0

    // MARK: - Parts of a mapping

    mutating func records(_ value: JSONValue?) throws(FeedMappingError) -> [String] {
        guard let text = try text(value, "records") else { return [] }
        let steps = FeedPath(text, number: 0).steps
        var names: [String] = []
        for step in steps ?? [] {
            guard case .member(let name) = step else {
                throw FeedMappingError("records", "is a path of members alone, such as data.items")
            }
            names.append(name)
        }
        guard steps != nil else { throw FeedMappingError("records", "is no path") }
        return names
    }

    mutating func path(_ value: JSONValue?, _ place: String) throws(FeedMappingError) -> FeedPath? {
        guard let text = try text(value, place) else { return nil }
        return newPath(text)
    }

    mutating func decimalMark(_ value: JSONValue?) throws(FeedMappingError) -> UInt8 {
        switch try text(value, "decimalMark") {
        case nil, ".": return UInt8(ascii: ".")
        case ",": return UInt8(ascii: ",")
        default: throw FeedMappingError("decimalMark", "is \".\" or \",\"")
        }
    }

    mutating func fields(
        _ value: JSONValue?, _ kind: FeedKind
    ) throws(FeedMappingError) -> [FeedField: FeedExpression] {
        guard case .object(let members)? = value, !members.isEmpty else {
            throw FeedMappingError("fields", "is missing: an object of fields")
        }
        let known = Set(kind.fields)
        var fields: [FeedField: FeedExpression] = [:]
        for member in members {
            let (key, value) = (member.key, member.value)
            guard let field = FeedField(rawValue: key), known.contains(field) else {
                throw FeedMappingError(
                    "fields", "has \(Self.shown(key)), which no \(kind.rawValue) have")
            }
            guard fields[field] == nil else {
                throw FeedMappingError("fields", "has \(key) twice")
            }
            fields[field] = try expression(value, "fields.\(key)")
        }
        return fields
    }

    mutating func stores(
        _ value: JSONValue?
    ) throws(FeedMappingError) -> [(name: String, stock: FeedExpression)] {
        guard let value else { return [] }
        guard case .object(let members) = value, !members.isEmpty else {
            throw FeedMappingError("stores", "is an object of the stores' names")
        }
        var stores: [(name: String, stock: FeedExpression)] = []
        for member in members {
            let (key, value) = (member.key, member.value)
            let name = key.trimmedOfInvisibles
            guard !name.isEmpty, name.utf8.count <= FeedLimits.wordBytesMax,
                !stores.contains(where: { $0.name == name })
            else { throw FeedMappingError("stores", "has a name that is empty, too long or twice") }
            stores.append((name, try expression(value, "stores.\(Self.shown(key))")))
        }
        // A stored mapping is a map, which has lost the order of its members.
        return stores.sorted { $0.name < $1.name }
    }

    static let eachKeys: Set<String> = ["list", "members", "options", "as"]

    mutating func each(_ value: JSONValue?) throws(FeedMappingError) -> [FeedExpansion] {
        guard let value else { return [] }
        let steps: [JSONValue] = if case .array(let steps) = value { steps } else { [value] }
        var each: [FeedExpansion] = []
        for (index, step) in steps.enumerated() {
            let place = steps.count == 1 ? "each" : "each[\(index)]"
            let object = try object(step, place, keys: Self.eachKeys)
            guard let name = try text(object["as"], "\(place).as"),
                name.utf8.allSatisfy({ $0 | 0x20 &- 0x61 < 26 || $0 == UInt8(ascii: "_") })
            else { throw FeedMappingError("\(place).as", "is a name of letters, such as variant") }
            guard !each.contains(where: { $0.name == name }) else {
                throw FeedMappingError("\(place).as", "is another step's name already")
            }
            each.append(FeedExpansion(source: try source(object, place), name: name))
        }
        return each
    }

    private mutating func source(
        _ object: [String: JSONValue], _ place: String
    ) throws(FeedMappingError) -> FeedExpansion.Source {
        let list = try path(object["list"], "\(place).list")
        let members = try path(object["members"], "\(place).members")
        switch (list, members, object["options"]) {
        case (let list?, nil, nil): return .list(list)
        case (nil, let members?, nil): return .members(members)
        case (nil, nil, .array(let options)?) where !options.isEmpty:
            var read: [FeedExpansion.Option] = []
            for (index, option) in options.enumerated() {
                read.append(try self.option(option, "\(place).options[\(index)]"))
            }
            return .options(read)
        default:
            throw FeedMappingError(place, "needs one of list, members and options (a list)")
        }
    }

    private mutating func option(
        _ value: JSONValue, _ place: String
    ) throws(FeedMappingError) -> FeedExpansion.Option {
        guard case .object(let members) = value else {
            throw FeedMappingError(place, "is an object")
        }
        var words: [JSONValue.Member] = []
        var made: FeedExpression?
        for member in members {
            let (key, value) = (member.key, member.value)
            if key == "value" {
                made = try expression(value, "\(place).value")
            } else {
                guard FeedScalar(value) != nil else {
                    throw FeedMappingError("\(place).\(Self.shown(key))", "is a text or a number")
                }
                words.append(member)
            }
        }
        return FeedExpansion.Option(value: made, words: words)
    }

    // MARK: - Expressions

    static let expressionKeys: Set<String> = [
        "from", "first", "join", "value", "when", "absent", "words", "otherWords", "split",
        "separator", "times", "unit", "unitFrom", "date", "default",
    ]

    mutating func expression(
        _ value: JSONValue, _ place: String, depth: Int = 0
    ) throws(FeedMappingError) -> FeedExpression {
        nodes += 1
        guard nodes <= FeedLimits.mappingNodesMax else {
            throw FeedMappingError(place, "makes the mapping too large")
        }
        guard depth < FeedLimits.mappingDepthMax else {
            throw FeedMappingError(place, "is nested too deeply")
        }
        switch value {
        case .string: return FeedExpression(.path(try requiredPath(value, place)))
        case .number(let text): return FeedExpression(.constant(.number(text)))
        case .bool(let flag): return FeedExpression(.constant(.flag(flag)))
        case .null, .array:
            throw FeedMappingError(place, "is a column, a path or an object such as {\"from\": …}")
        case .object:
            let object = try object(value, place, keys: Self.expressionKeys)
            var made = FeedExpression(try source(object, place, depth))
            try modify(&made, object, place, depth)
            return made
        }
    }

    private mutating func source(
        _ object: [String: JSONValue], _ place: String, _ depth: Int
    ) throws(FeedMappingError) -> FeedExpression.Source {
        let given = ["from", "first", "join", "value"].filter { object[$0] != nil }
        guard given.count == 1, let key = given.first, let value = object[key] else {
            throw FeedMappingError(place, "needs one of from, first, join and value")
        }
        if key != "join", object["separator"] != nil {
            throw FeedMappingError("\(place).separator", "belongs to join")
        }
        switch key {
        case "from": return .path(try requiredPath(value, "\(place).from"))
        case "value": return .constant(try scalar(value, "\(place).value"))
        default:
            guard case .array(let elements) = value, !elements.isEmpty else {
                throw FeedMappingError("\(place).\(key)", "is a list")
            }
            var parts: [FeedExpression] = []
            for (index, element) in elements.enumerated() {
                parts.append(
                    try expression(element, "\(place).\(key)[\(index)]", depth: depth + 1))
            }
            if key == "first" { return .first(parts) }
            let separator = try string(object["separator"], "\(place).separator") ?? ""
            return .join(parts, separator: separator)
        }
    }

    private mutating func modify(
        _ made: inout FeedExpression, _ object: [String: JSONValue], _ place: String, _ depth: Int
    ) throws(FeedMappingError) {
        if let when = object["when"] {
            made.when = try condition(when, "\(place).when", depth: depth + 1)
        }
        for text in try texts(object["absent"], "\(place).absent") {
            made.absent.insert(text.lowercased())
        }
        try translate(&made, object, place)
        if let separator = try string(object["split"], "\(place).split") {
            guard !separator.isEmpty else {
                throw FeedMappingError("\(place).split", "is what separates the entries")
            }
            made.separator = separator
        }
        if let times = object["times"] {
            made.multiply(by: try expression(times, "\(place).times", depth: depth + 1))
        }
        if let word = try text(object["unit"], "\(place).unit") {
            guard let unit = FeedUnit(word: word) else {
                let known = FeedUnit.allCases.map(\.rawValue).joined(separator: ", ")
                throw FeedMappingError("\(place).unit", "is one of \(known)")
            }
            made.unit = unit
        }
        if let from = object["unitFrom"] {
            made.takeUnit(from: try expression(from, "\(place).unitFrom", depth: depth + 1))
        }
        if let pattern = try text(object["date"], "\(place).date") {
            guard let pattern = FeedDatePattern(pattern) else {
                throw FeedMappingError("\(place).date", "is a pattern such as MM/DD/YYYY")
            }
            made.datePattern = pattern
        }
        if let value = object["default"] {
            made.defaultValue = try scalar(value, "\(place).default")
        }
    }

    private mutating func translate(
        _ made: inout FeedExpression, _ object: [String: JSONValue], _ place: String
    ) throws(FeedMappingError) {
        if let words = object["words"] {
            guard case .object(let members) = words, !members.isEmpty else {
                throw FeedMappingError("\(place).words", "is an object of words")
            }
            for member in members {
                let (key, value) = (member.key, member.value)
                let word = key.trimmedOfInvisibles.lowercased()
                guard
                    made.words.updateValue(
                        try scalar(value, "\(place).words.\(Self.shown(key))"), forKey: word) == nil
                else { throw FeedMappingError("\(place).words", "has \(Self.shown(key)) twice") }
            }
        }
        if let other = try text(object["otherWords"], "\(place).otherWords") {
            guard !made.words.isEmpty, let rule = FeedExpression.UnlistedWords(rawValue: other)
            else {
                throw FeedMappingError(
                    "\(place).otherWords", "is unreadable, keep or absent, beside words")
            }
            made.unlistedWords = rule
        }
    }

    // MARK: - Conditions

    mutating func conditions(
        _ value: JSONValue?, _ place: String, depth: Int = 0
    ) throws(FeedMappingError) -> [FeedCondition] {
        guard let value else { return [] }
        guard case .array(let elements) = value else {
            return [try condition(value, place, depth: depth)]
        }
        var conditions: [FeedCondition] = []
        for (index, element) in elements.enumerated() {
            conditions.append(try condition(element, "\(place)[\(index)]", depth: depth + 1))
        }
        return conditions
    }

    private static let tests = ["in", "notIn", "present", "above", "below"]

    mutating func condition(
        _ value: JSONValue, _ place: String, depth: Int
    ) throws(FeedMappingError) -> FeedCondition {
        let keys = Set(Self.tests + ["from", "all", "any", "not"])
        let object = try object(value, place, keys: keys)
        guard depth < FeedLimits.mappingDepthMax else {
            throw FeedMappingError(place, "is nested too deeply")
        }
        if let from = object["from"] {
            let given = Self.tests.filter { object[$0] != nil }
            guard object.count == 2, let test = given.first, let bound = object[test] else {
                throw FeedMappingError(
                    place, "needs, beside from, one of \(Self.tests.joined(separator: ", "))")
            }
            let tested = try expression(from, "\(place).from", depth: depth + 1)
            return try condition(tested, test, bound, "\(place).\(test)")
        }
        guard object.count == 1, let (key, inner) = object.first else {
            throw FeedMappingError(place, "needs from, or one of all, any and not")
        }
        if key == "not" {
            return .not(try condition(inner, "\(place).not", depth: depth + 1))
        }
        guard case .array = inner, key == "all" || key == "any" else {
            throw FeedMappingError("\(place).\(key)", "is a list of conditions")
        }
        let inners = try conditions(inner, "\(place).\(key)", depth: depth + 1)
        return key == "all" ? .all(inners) : .any(inners)
    }

    private mutating func condition(
        _ tested: FeedExpression, _ test: String, _ bound: JSONValue, _ place: String
    ) throws(FeedMappingError) -> FeedCondition {
        switch test {
        case "in": return .isIn(tested, try words(bound, place))
        case "notIn": return .not(.isIn(tested, try words(bound, place)))
        case "present":
            guard let isPresent = try flag(bound, place) else {
                throw FeedMappingError(place, "is true or false")
            }
            return isPresent ? .isPresent(tested) : .not(.isPresent(tested))
        default:
            guard case .number(let text) = bound, let number = FeedDecimal(text.utf8) else {
                throw FeedMappingError(place, "is a number")
            }
            return test == "above" ? .isAbove(tested, number) : .isBelow(tested, number)
        }
    }

    private mutating func words(
        _ value: JSONValue, _ place: String
    ) throws(FeedMappingError) -> Set<String> {
        let texts = try texts(value, place)
        guard !texts.isEmpty else { throw FeedMappingError(place, "is a list of texts") }
        return Set(texts.map { $0.lowercased() })
    }

    // MARK: - Plain values

    /// The members of an object, all of whose keys must be among `keys`. Null counts as absent.
    func object(
        _ value: JSONValue, _ place: String, keys: Set<String>
    ) throws(FeedMappingError) -> [String: JSONValue] {
        guard case .object(let members) = value else {
            throw FeedMappingError(place, "is an object")
        }
        var object: [String: JSONValue] = [:]
        for member in members {
            let (key, value) = (member.key, member.value)
            guard keys.contains(key) else {
                throw FeedMappingError(
                    place,
                    "has an unknown key \(Self.shown(key)); the keys are "
                        + keys.sorted().joined(separator: ", "))
            }
            guard object[key] == nil else { throw FeedMappingError(place, "has \(key) twice") }
            if value != .null { object[key] = value }
        }
        return object
    }

    func flag(_ value: JSONValue?, _ place: String) throws(FeedMappingError) -> Bool? {
        guard let value else { return nil }
        guard case .bool(let flag) = value else {
            throw FeedMappingError(place, "is true or false")
        }
        return flag
    }

    /// Trimmed; empty is an error.
    private func text(_ value: JSONValue?, _ place: String) throws(FeedMappingError) -> String? {
        guard let text = try string(value, place) else { return nil }
        let trimmed = text.trimmedOfInvisibles
        guard !trimmed.isEmpty else { throw FeedMappingError(place, "is empty") }
        return trimmed
    }

    private func string(_ value: JSONValue?, _ place: String) throws(FeedMappingError) -> String? {
        guard let value else { return nil }
        guard case .string(let text) = value else { throw FeedMappingError(place, "is a text") }
        return text
    }

    /// A list of texts, or a single one.
    private func texts(_ value: JSONValue?, _ place: String) throws(FeedMappingError) -> [String] {
        guard let value else { return [] }
        let elements: [JSONValue] = if case .array(let list) = value { list } else { [value] }
        var texts: [String] = []
        for element in elements { texts.append(try scalar(element, place).text) }
        return texts
    }

    private func scalar(_ value: JSONValue, _ place: String) throws(FeedMappingError) -> FeedScalar
    {
        guard let scalar = FeedScalar(value) else {
            throw FeedMappingError(place, "is a text, a number, true or false")
        }
        return scalar
    }

    private mutating func requiredPath(
        _ value: JSONValue, _ place: String
    ) throws(FeedMappingError) -> FeedPath {
        guard let text = try text(value, place) else {
            throw FeedMappingError(place, "is a column or a path")
        }
        return newPath(text)
    }

    private mutating func newPath(_ text: String) -> FeedPath {
        let path = FeedPath(text, number: paths.count)
        paths.append(path)
        return path
    }

    /// A key as shown in an error text.
    private static func shown(_ key: String) -> String {
        String(String.UnicodeScalarView(key.unicodeScalars.prefix(FeedLimits.exampleScalarsMax)))
    }
}
