import CivilTime

/// The day on which a product's first batch expires: the last bytes of the menu item of a
/// ``RowFlags/dated`` row, which makes reading it cheap.
enum ExpiryDay {
    /// Bytes of `YYYY-MM-DD`.
    static let byteCount = 10

    /// Days since 1970 of a date; nil for anything else.
    static func number(_ text: UnsafeRawBufferPointer) -> Int64? { CivilDate(text)?.number }

    /// As above. REQUIRES: a valid date.
    @inline(__always)
    static func known(_ text: UnsafeRawBufferPointer) -> Int64 {
        let digit = { (index: Int) in Int64(text[index] &- 0x30) }
        return CivilDate.number(
            year: digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3),
            month: digit(5) * 10 + digit(6), day: digit(8) * 10 + digit(9))
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
