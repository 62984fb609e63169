/// A condition on a record.
indirect enum FeedCondition: Sendable {
    /// Equal to one of the texts, ignoring case.
    case isIn(FeedExpression, Set<String>)
    case isPresent(FeedExpression)
    case isAbove(FeedExpression, FeedDecimal)
    case isBelow(FeedExpression, FeedDecimal)
    case all([FeedCondition])
    case any([FeedCondition])
    case not(FeedCondition)

    /// Evaluates the condition; unreadable if the outcome depends on an unreadable value.
    func holds(_ scope: FeedScope, _ context: inout FeedContext) -> FeedReading<Bool> {
        switch self {
        case .isIn(let expression, let texts):
            // One element of a list suffices.
            let found = expression.values(scope, &context) { scalar, _ in
                .read(texts.contains(scalar.text.lowercased()))
            }
            return Self.or(found.flatMap { .read($0.contains(true)) }, false)
        case .isPresent(let expression):
            let found = expression.values(scope, &context) { scalar, _ in .read(scalar) }
            if case .absent = found { return .read(false) }
            return .read(true)
        case .isAbove(let expression, let bound):
            return compared(expression, scope, &context) { $0 > bound.key }
        case .isBelow(let expression, let bound):
            return compared(expression, scope, &context) { $0 < bound.key }
        case .all(let conditions): return Self.joined(conditions, scope, &context, decides: false)
        case .any(let conditions): return Self.joined(conditions, scope, &context, decides: true)
        case .not(let condition):
            return condition.holds(scope, &context).flatMap { .read(!$0) }
        }
    }

    /// The paths of which it needs to know, of those that the feed has not.
    func lacking(_ has: (FeedPath) -> Bool) -> [FeedPath] {
        switch self {
        case .isIn(let expression, _), .isPresent(let expression), .isAbove(let expression, _),
            .isBelow(let expression, _):
            expression.lacking(has)
        case .all(let conditions), .any(let conditions): conditions.flatMap { $0.lacking(has) }
        case .not(let condition): condition.lacking(has)
        }
    }

    private func compared(
        _ expression: FeedExpression, _ scope: FeedScope, _ context: inout FeedContext,
        _ isMet: (Int64) -> Bool
    ) -> FeedReading<Bool> {
        let mark = context.decimalMark
        let found = expression.value(scope, &context) { scalar, _ -> FeedReading<Bool> in
            guard let key = scalar.decimal(mark, [.currency, .percent])?.scaled(6) else {
                return .unreadable
            }
            return .read(isMet(key))
        }
        return Self.or(found, false)
    }

    private static func or(_ reading: FeedReading<Bool>, _ value: Bool) -> FeedReading<Bool> {
        if case .absent = reading { return .read(value) }
        return reading
    }

    /// - Parameter decides: the outcome of a single condition that decides the whole: true for any,
    /// false for all.
    private static func joined(
        _ conditions: [FeedCondition], _ scope: FeedScope, _ context: inout FeedContext,
        decides: Bool
    ) -> FeedReading<Bool> {
        var isUnreadable = false
        for condition in conditions {
            switch condition.holds(scope, &context) {
            case .read(decides): return .read(decides)
            case .unreadable: isUnreadable = true
            case .read, .absent: break
            }
        }
        return isUnreadable ? .unreadable : .read(!decides)
    }
}

extension FeedDecimal {
    /// The value in millionths, for comparison; saturated.
    fileprivate var key: Int64 { scaled(6) ?? (mantissa < 0 ? .min : .max) }
}
