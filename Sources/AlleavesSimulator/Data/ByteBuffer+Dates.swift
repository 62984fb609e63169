import CivilTime

extension CivilDate {
    /// Parses `YYYY-MM-DD`, ignoring what follows.
    init?(prefix text: String) { self.init(text.utf8.prefix(10)) }

    func adding(_ days: Int) -> CivilDate { self + Int64(days) }
}

extension ByteBuffer {
    /// `2025-07-01`
    func date(_ date: CivilDate) {
        let (year, month, day) = date.parts
        padded(Int(year), width: 4)
        byte(0x2D)
        padded(Int(month), width: 2)
        byte(0x2D)
        padded(Int(day), width: 2)
    }

    /// `2025-07-01T10:00:00.123`, without a zone, of a day and a millisecond within it.
    func timestamp(_ day: CivilDate, millisecond: Int, fraction: Bool = true) {
        date(day)
        byte(0x54)
        padded(millisecond / 3_600_000, width: 2)
        byte(0x3A)
        padded(millisecond / 60_000 % 60, width: 2)
        byte(0x3A)
        padded(millisecond / 1_000 % 60, width: 2)
        if !fraction { return }
        byte(0x2E)
        padded(millisecond % 1_000, width: 3)
    }
}
