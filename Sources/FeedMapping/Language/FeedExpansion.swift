import JSON

/// Expands a record to several: a product for each variant, weight or option.
struct FeedExpansion: Sendable {
    enum Source: Sendable {
        /// The elements of a list.
        case list(FeedPath)
        /// The members of an object, as `{key, value}`.
        case members(FeedPath)
        /// Options listed by the mapping: each has a value in the record, and constants.
        case options([Option])
    }

    struct Option: Sendable {
        /// Nil: every record has the option.
        let value: FeedExpression?
        /// The option's constants: its members besides `value`.
        let words: [JSONValue.Member]
    }

    let source: Source
    /// The name by which expressions refer to the element.
    let name: String

    /// The paths of which it needs to know, of those that the feed has not.
    func lacking(_ has: (FeedPath) -> Bool) -> [FeedPath] {
        switch source {
        case .list(let path), .members(let path): has(path) ? [] : [path]
        case .options(let options): options.flatMap { $0.value?.lacking(has) ?? [] }
        }
    }

    /// The scopes that `scope` expands to; none if the source is absent. Unreadable if it is
    /// neither a list nor an object, or has more than one record may expand to.
    func scopes(
        _ scope: FeedScope, _ context: inout FeedContext
    ) -> FeedReading<[FeedScope]> {
        switch source {
        case .list(let path):
            return context.container(path, scope).flatMap { value in
                guard case .array(let elements) = value,
                    elements.count <= FeedLimits.productsPerRecordMax
                else { return .unreadable }
                return .read(elements.map { bind($0, scope) })
            }
        case .members(let path):
            return context.container(path, scope).flatMap { value in
                // An empty list is how some exports write an empty object.
                if value == .array([]) { return .read([]) }
                guard case .object(let members) = value,
                    members.count <= FeedLimits.productsPerRecordMax
                else { return .unreadable }
                return .read(
                    members.map { member in
                        bind(.fields(["key": .string(member.key), "value": member.value]), scope)
                    })
            }
        case .options(let options):
            return .read(
                options.compactMap { element($0, scope, &context).map { bind($0, scope) } })
        }
    }

    private func bind(_ value: JSONValue, _ scope: FeedScope) -> FeedScope {
        var scope = scope
        scope.bindings.append((name, value))
        return scope
    }

    /// Nil if the record lacks the option. An unreadable value is kept, and reported by the field
    /// that uses it.
    private func element(
        _ option: Option, _ scope: FeedScope, _ context: inout FeedContext
    ) -> JSONValue? {
        guard let value = option.value else { return .object(option.words) }
        switch value.scalar(scope, &context) {
        case .absent: return nil
        case .unreadable: return .object(option.words + [.init("value", .object([]))])
        case .read(.text(let text)):
            return .object(option.words + [.init("value", .string(text))])
        case .read(.number(let text)):
            return .object(option.words + [.init("value", .number(text))])
        case .read(.flag(let flag)):
            return .object(option.words + [.init("value", .bool(flag))])
        }
    }
}
