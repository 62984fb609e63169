/// Converts values to the types of fields. Every result is absent, read or unreadable.
struct FeedConversion {
    let decimalMark: UInt8

    func text(_ bytesMax: Int) -> FeedExpression.Conversion<String> {
        { scalar, _ in
            switch scalar {
            case .text(let text), .number(let text): .read(FeedText.cut(text, bytesMax))
            case .flag: .unreadable
            }
        }
    }

    /// Too long an id is unreadable, never truncated.
    func id() -> FeedExpression.Conversion<String> {
        { scalar, _ in
            switch scalar {
            case .text(let text), .number(let text):
                text.utf8.count <= FeedLimits.idBytesMax && !Self.hasControls(text)
                    ? .read(text) : .unreadable
            case .flag: .unreadable
            }
        }
    }

    private static func hasControls(_ text: String) -> Bool {
        text.utf8.contains { $0 < 0x20 || $0 == 0x7F }
    }

    /// A price. Zero means absent; a negative or absurd one is unreadable.
    func money(places: Int = 2) -> FeedExpression.Conversion<Int64> {
        { scalar, unit in
            self.measure(scalar, unit, .money, places: places).flatMap { value in
                if value == 0 { return .absent }
                let bound = FeedLimits.moneyCentsMax * (places == 4 ? 100 : 1)
                return (1...bound).contains(value) ? .read(value) : .unreadable
            }
        }
    }

    /// An amount of either sign, such as an order's.
    func amount() -> FeedExpression.Conversion<Int64> {
        { scalar, unit in
            self.measure(scalar, unit, .money, places: 2).flatMap { value in
                value.magnitude <= UInt64(FeedLimits.moneyCentsMax) ? .read(value) : .unreadable
            }
        }
    }

    /// A quantity of either sign: negative if more was sold than was in stock.
    func quantity() -> FeedExpression.Conversion<Int64> {
        { scalar, _ in
            guard let value = scalar.decimal(self.decimalMark)?.scaled(3),
                value.magnitude <= UInt64(FeedLimits.quantityThousandthsMax)
            else { return .unreadable }
            return .read(value)
        }
    }

    /// A measurement. Zero means not measured; more than a hundred percent shows a wrong unit.
    func measured(_ measure: FeedMeasure) -> FeedExpression.Conversion<Int64> {
        { scalar, unit in
            self.measure(scalar, unit, measure, places: 3).flatMap { value in
                if value == 0 { return .absent }
                let most = measure == .percent ? 100_000 : FeedLimits.quantityThousandthsMax
                return (1...most).contains(value) ? .read(value) : .unreadable
            }
        }
    }

    private func measure(
        _ scalar: FeedScalar, _ unit: FeedUnit?, _ measure: FeedMeasure, places: Int
    ) -> FeedReading<Int64> {
        amount(scalar, unit, measure).flatMap { amount in
            amount.scaled(places).map { .read($0) } ?? .unreadable
        }
    }

    /// The number in the measure's own unit.
    private func amount(
        _ scalar: FeedScalar, _ unit: FeedUnit?, _ measure: FeedMeasure
    ) -> FeedReading<FeedDecimal> {
        var unit = unit
        let number: FeedDecimal?
        if case .text(let text) = scalar {
            let parsed = FeedNumber.parse(text, mark: decimalMark)
            number = parsed?.number
            switch parsed?.counted {
            // A unit beside the number outdoes the mapping's only where they are of one kind.
            case .percent where measure != .percent: unit = .percent
            case .currency where measure != .money: unit = .dollars
            // `$12.50` is no number of cents.
            case .currency where unit == .cents: return .unreadable
            default: break
            }
        } else {
            number = scalar.decimal(decimalMark)
        }
        guard let number else { return .unreadable }
        return measure.factor(unit).flatMap { factor in
            number.times(factor).map { .read($0) } ?? .unreadable
        }
    }

    /// A decimal text, interpreted by Pricing, of dollars or percent.
    func number(of measure: FeedMeasure) -> FeedExpression.Conversion<String> {
        { scalar, unit in
            // What measures something else is no value of a rule, and not as if it had none.
            guard case .read(let amount) = self.amount(scalar, unit, measure) else {
                return .unreadable
            }
            return .read(amount.text)
        }
    }

    /// A plain number as a decimal text, interpreted by Pricing. It has no unit.
    func number() -> FeedExpression.Conversion<String> {
        { scalar, unit in
            guard unit == nil, let number = scalar.decimal(self.decimalMark) else {
                return .unreadable
            }
            return .read(number.text)
        }
    }

    /// A date with optional time in the form that Pricing reads: `yyyy-mm-dd`, with a time after
    /// `T` or a space.
    func time() -> FeedExpression.Conversion<String> {
        { scalar, _ in
            guard case .text(let text) = scalar, text.utf8.count <= 64,
                let time = FeedDatePattern.iso?.dateAndTime(text)
            else { return .unreadable }
            return .read(time)
        }
    }

    func day() -> FeedExpression.Conversion<String> {
        { scalar, _ in
            guard let iso = FeedDatePattern.iso, let date = iso.date(scalar.text),
                iso.dateAndTime(scalar.text) != nil
            else { return .unreadable }
            return .read(date)
        }
    }

    func flag() -> FeedExpression.Conversion<Bool> {
        { scalar, _ in
            if case .flag(let flag) = scalar { return .read(flag) }
            switch scalar.text.lowercased() {
            case "true", "t", "yes", "y", "on", "1": return .read(true)
            case "false", "f", "no", "n", "off", "0": return .read(false)
            default: return .unreadable
            }
        }
    }

    func address() -> FeedExpression.Conversion<String> {
        { scalar, _ in
            guard case .text(let text) = scalar, text.utf8.count <= FeedLimits.urlBytesMax,
                Self.isAddress(text)
            else { return .unreadable }
            return .read(text)
        }
    }

    /// Whether `text` is an http or https URL with a host and only URL characters.
    private static func isAddress(_ text: String) -> Bool {
        let forbidden = Set("\"<>\\^`{|}".utf8)
        let lower = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lower.hasPrefix),
            let first = text.utf8.dropFirst(scheme.utf8.count).first
        else { return false }
        return !"/?#@:".utf8.contains(first)
            && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !forbidden.contains($0) }
    }
}

extension FeedDatePattern {
    /// ISO 8601.
    static let iso = FeedDatePattern("YYYY-MM-DD")
}
