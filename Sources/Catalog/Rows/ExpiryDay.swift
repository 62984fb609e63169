/// The day on which a product's first batch expires: the last bytes of the menu item of a
/// ``RowFlags/dated`` row, which makes reading it cheap.
enum ExpiryDay {
    /// Bytes of `YYYY-MM-DD`.
    static let byteCount = 10

    /// Days since 1970 of a date; nil for anything else.
    static func number(_ text: UnsafeRawBufferPointer) -> Int64? {
        guard text.count == byteCount, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            [0, 1, 2, 3, 5, 6, 8, 9].allSatisfy({ text[$0] &- 0x30 <= 9 })
        else { return nil }
        let (year, month, day) = parts(text)
        guard year > 0, (1...12).contains(month), day >= 1, day <= days(in: month, of: year) else {
            return nil
        }
        return number(year, month, day)
    }

    /// As above. REQUIRES: a valid date.
    @inline(__always)
    static func known(_ text: UnsafeRawBufferPointer) -> Int64 {
        let (year, month, day) = parts(text)
        return number(year, month, day)
    }

    @inline(__always)
    private static func parts(
        _ text: UnsafeRawBufferPointer
    ) -> (year: Int64, month: Int64, day: Int64) {
        let digit = { (index: Int) in Int64(text[index] &- 0x30) }
        return (
            digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3),
            digit(5) * 10 + digit(6), digit(8) * 10 + digit(9)
        )
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Years begin in March, so that the leap day is the last day of a year.
    @inline(__always)
    private static func number(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}

/// The expiry fields of an item on a given day: days_until_expiry and expired (fields 40 and 41).
/// Computed on read, because they change every day.
struct ExpiryFields {
    private let days: UInt64
    private let isPast: Bool

    /// - Parameter item: the bytes of a dated row's MenuItem.
    @inline(__always)
    init(item: UnsafeRawBufferPointer, today: Int64) {
        let text = item[(item.count - ExpiryDay.byteCount)...]
        let days = ExpiryDay.known(UnsafeRawBufferPointer(rebasing: text)) - today
        self.days = UInt64(bitPattern: days)
        isPast = days < 0
    }

    /// Bytes that ``write(to:)`` adds.
    @inline(__always)
    var size: Int { 2 + MenuEntry.varintSize(days) + (isPast ? 3 : 0) }

    @inline(__always)
    func write(to out: inout RawWriter) {
        out.byte(0xC0)
        out.byte(0x02)
        out.varint(days)
        guard isPast else { return }
        out.byte(0xC8)
        out.byte(0x02)
        out.byte(1)
    }
}

extension Generation {
    /// The tenant's local day of this generation, as days since 1970.
    public var today: Int64 { pricing.today }

    /// Document ids with the prefix `idPrefix` of products in stock with a batch that has expired
    /// by ``today``.
    public func inStockPastDate(idPrefix: String) -> [String] {
        let prefix = Array(idPrefix.utf8)
        let wanted: RowFlags = [.active, .inStock, .dated]
        return segments.filter(\.isDated).flatMap { segment in
            segment.bytes.withUnsafeBytes { bytes in
                (0..<segment.count).compactMap { row -> String? in
                    guard segment.flags(row).isSuperset(of: wanted) else { return nil }
                    let range = segment.itemRange(row)
                    let text = bytes[range.suffix(ExpiryDay.byteCount)]
                    guard ExpiryDay.known(UnsafeRawBufferPointer(rebasing: text)) < today else {
                        return nil
                    }
                    let id = bytes[MenuItemID.range(itemAt: range, of: bytes)]
                    return id.starts(with: prefix) ? String(decoding: id, as: UTF8.self) : nil
                }
            }
        }
    }
}
