/// Computes a value from a record's columns or members.
struct FeedExpression: Sendable {
    indirect enum Source: Sendable {
        case path(FeedPath)
        case constant(FeedScalar)
        /// The first readable value; unreadable ones before it are skipped.
        case first([FeedExpression])
        /// The texts that are present, in order.
        case join([FeedExpression], separator: String)
    }

    /// The treatment of a text that ``words`` does not contain.
    enum UnlistedWords: String, Sendable {
        case unreadable, keep, absent
    }

    var source: Source
    /// If it is false, the value is absent.
    var when: FeedCondition?
    /// Texts that mean an absent value, ignoring case.
    var absent: Set<String> = []
    /// Replacements of texts, by lower-cased text.
    var words: [String: FeedScalar] = [:]
    var unlistedWords = UnlistedWords.unreadable
    /// The separator of list entries within a text.
    var separator: String?
    /// Factors by which numbers are multiplied.
    private(set) var times: [FeedExpression] = []
    var unit: FeedUnit?
    private(set) var unitFrom: [FeedExpression] = []
    var datePattern: FeedDatePattern?
    /// Replaces an absent value, never an unreadable one.
    var defaultValue: FeedScalar?
    /// Of a field's own expression: where its readings are counted, see ``FeedMapping/slots``.
    var slot: Int?

    init(_ source: Source) { self.source = source }

    mutating func multiply(by other: FeedExpression) { times = [other] }
    mutating func takeUnit(from other: FeedExpression) { unitFrom = [other] }

    /// Converts a value to the field's type, given the unit in which it is stated.
    typealias Conversion<Value> = (FeedScalar, FeedUnit?) -> FeedReading<Value>

    /// All values, converted; unreadable if one of them is.
    ///
    /// - Parameter needsAll: joined texts must all be present, as the parts of an id must.
    func values<Value>(
        _ scope: FeedScope, _ context: inout FeedContext, needsAll: Bool = false,
        _ convert: Conversion<Value>
    ) -> FeedReading<[Value]> {
        var result = made(scope, &context, needsAll, convert)
        if case .absent = result, let defaultValue {
            result = convert(defaultValue, unit).flatMap { .read([$0]) }
        }
        return result
    }

    /// The single value. Of several none is chosen, which would be a guess.
    func value<Value>(
        _ scope: FeedScope, _ context: inout FeedContext, needsAll: Bool = false,
        _ convert: Conversion<Value>
    ) -> FeedReading<Value> {
        values(scope, &context, needsAll: needsAll, convert).flatMap { values in
            guard let first = values.first else { return .absent }
            return values.count == 1 ? .read(first) : .unreadable
        }
    }

    /// The paths at which its value may stand.
    var paths: [FeedPath] {
        switch source {
        case .path(let path): [path]
        case .constant: []
        case .first(let parts), .join(let parts, _): parts.flatMap(\.paths)
        }
    }

    /// The paths of what a number is measured in and multiplied by, each with the name of that
    /// option: where it is gone from every record, a default makes another number of it.
    var measures: [(option: String, path: FeedPath)] {
        let own =
            unitFrom.flatMap { $0.paths.map { ("unitFrom", $0) } }
            + times.flatMap { $0.paths.map { ("times", $0) } }
        switch source {
        case .path, .constant: return own
        case .first(let parts), .join(let parts, _): return own + parts.flatMap(\.measures)
        }
    }

    /// Whether the mapping itself says what counts where the record says nothing.
    var hasFallback: Bool {
        if defaultValue != nil { return true }
        switch source {
        case .path: return false
        case .constant: return true
        case .first(let parts), .join(let parts, _): return parts.contains(where: \.hasFallback)
        }
    }

    /// The paths without which it cannot be read, of those that the feed has not; none where an
    /// alternative, another part or a default does without them.
    func lacking(_ has: (FeedPath) -> Bool, needsAll: Bool = false) -> [FeedPath] {
        let aside =
            (times + unitFrom).flatMap { $0.lacking(has) } + (when?.lacking(has) ?? [])
        guard defaultValue == nil else { return aside }
        switch source {
        case .path(let path): return has(path) ? aside : aside + [path]
        case .constant: return aside
        case .join(let parts, _) where needsAll:
            return aside + parts.flatMap { $0.lacking(has, needsAll: true) }
        case .first(let parts), .join(let parts, _):
            let lacks = parts.map { $0.lacking(has, needsAll: needsAll) }
            return lacks.contains([]) ? aside : aside + lacks.flatMap(\.self)
        }
    }

    /// Whether a list with elements stands where the values are looked for. Asked where there are
    /// none: then nothing in it can be read.
    func hasEmptyList(_ scope: FeedScope) -> Bool {
        switch source {
        case .path(let path):
            switch scope.find(path) {
            case .one(.array(let elements)), .many(let elements): !elements.isEmpty
            case .one(.string(let text)): !text.isEmpty && separator != nil
            default: false
            }
        case .constant: false
        case .first(let parts), .join(let parts, _): parts.contains { $0.hasEmptyList(scope) }
        }
    }

    /// The single value, unconverted.
    func scalar(_ scope: FeedScope, _ context: inout FeedContext) -> FeedReading<FeedScalar> {
        value(scope, &context) { scalar, _ in .read(scalar) }
    }

    private func made<Value>(
        _ scope: FeedScope, _ context: inout FeedContext, _ needsAll: Bool,
        _ convert: Conversion<Value>
    ) -> FeedReading<[Value]> {
        if let when {
            switch when.holds(scope, &context) {
            case .read(true): break
            case .read(false), .absent: return .absent
            case .unreadable: return .unreadable
            }
        }
        switch source {
        case .path(let path):
            let found = context.scalars(path, scope)
            return finished(found, scope, &context, convert)
        case .constant(let scalar):
            return finished(.read([scalar]), scope, &context, convert)
        case .first(let alternatives):
            return first(alternatives, scope, &context, needsAll, convert)
        case .join(let parts, let separator):
            let text = joined(parts, separator, scope, &context, needsAll)
            return finished(text, scope, &context, convert)
        }
    }

    private func first<Value>(
        _ alternatives: [FeedExpression], _ scope: FeedScope, _ context: inout FeedContext,
        _ needsAll: Bool, _ convert: Conversion<Value>
    ) -> FeedReading<[Value]> {
        var isUnreadable = false
        for alternative in alternatives {
            var unit: FeedUnit?
            let scalars: FeedReading<[FeedScalar]> = alternative.values(
                scope, &context, needsAll: needsAll
            ) { scalar, own in
                unit = own
                return .read(scalar)
            }
            switch finished(scalars, unit: unit, scope, &context, convert) {
            case .absent: continue
            case .read(let values): return .read(values)
            case .unreadable: isUnreadable = true
            }
        }
        return isUnreadable ? .unreadable : .absent
    }

    private func joined(
        _ parts: [FeedExpression], _ separator: String, _ scope: FeedScope,
        _ context: inout FeedContext, _ needsAll: Bool
    ) -> FeedReading<[FeedScalar]> {
        var texts: [String] = []
        for part in parts {
            switch part.values(scope, &context, { scalar, _ in .read(scalar.text) }) {
            case .absent: if needsAll { return .absent }
            case .unreadable: return .unreadable
            case .read(let values): texts += values
            }
        }
        guard let scalar = FeedScalar(trimming: texts.joined(separator: separator)) else {
            return .absent
        }
        return .read([scalar])
    }

    /// Applies the expression's options to its values.
    private func finished<Value>(
        _ found: FeedReading<[FeedScalar]>, unit known: FeedUnit? = nil, _ scope: FeedScope,
        _ context: inout FeedContext, _ convert: Conversion<Value>
    ) -> FeedReading<[Value]> {
        guard case .read(let scalars) = found else {
            if case .unreadable = found { return .unreadable }
            return .absent
        }
        var values: [Value] = []
        var unit = unit ?? known
        if let unitFrom = unitFrom.first {
            switch unitFrom.scalar(scope, &context) {
            case .absent:
                // In which unit the number is, nobody says then.
                guard unit != nil else { return .unreadable }
            case .unreadable: return .unreadable
            case .read(let word):
                guard let read = FeedUnit(word: word.text) else { return .unreadable }
                unit = read
            }
        }
        for scalar in scalars.flatMap({ parts(of: $0) }) {
            switch translated(scalar, scope, &context).flatMap({ convert($0, unit) }) {
            case .absent: continue
            case .unreadable: return .unreadable
            case .read(let value): values.append(value)
            }
        }
        return values.isEmpty ? .absent : .read(values)
    }

    private func parts(of scalar: FeedScalar) -> [FeedScalar] {
        guard let separator, case .text(let text) = scalar else { return [scalar] }
        return text.split(separator: separator).compactMap { FeedScalar(trimming: String($0)) }
    }

    private func translated(
        _ scalar: FeedScalar, _ scope: FeedScope, _ context: inout FeedContext
    ) -> FeedReading<FeedScalar> {
        let word = scalar.text.lowercased()
        if absent.contains(word) { return .absent }
        var scalar = scalar
        if let other = words[word] {
            scalar = other
        } else if !words.isEmpty {
            switch unlistedWords {
            case .unreadable: return .unreadable
            case .absent: return .absent
            case .keep: break
            }
        }
        if let datePattern {
            guard let date = datePattern.dateAndTime(scalar.text) else { return .unreadable }
            scalar = .text(date)
        }
        guard let times = times.first else { return .read(scalar) }
        return multiplied(scalar, times, scope, &context)
    }

    private func multiplied(
        _ scalar: FeedScalar, _ times: FeedExpression, _ scope: FeedScope,
        _ context: inout FeedContext
    ) -> FeedReading<FeedScalar> {
        let mark = context.decimalMark
        guard let number = scalar.decimal(mark, [.currency]) else { return .unreadable }
        let factor = times.scalar(scope, &context)
        // Without its factor a number is another one.
        if case .absent = factor { return .unreadable }
        return factor.flatMap { factor in
            guard let factor = factor.decimal(mark),
                let product = number.times(factor)
            else { return .unreadable }
            return .read(.number(product.text))
        }
    }
}
