/// Limits of writes to the POS, and of the POS's events.
enum PosWriteLimits {
    /// Bytes of the organisation ids and product ids that requests may name.
    static let idBytesMax = 1500
    /// Bytes of an idempotency key; UUIDs have 36.
    static let idempotencyKeyBytesMax = 128
    /// Bytes of one text that goes to the POS, and lines of one order.
    static let posTextBytesMax = 1_000
    static let orderItemsMax = 200
    /// Units of one order line, and cents of one price or credit; more is an input error.
    static let orderQuantityMax = 100_000.0
    static let posCentsMax: Int64 = 10_000_000
    /// Thousandths of a unit that one step can tell the POS of: all lines of an order together.
    static let stepThousandthsMax = Int64(orderQuantityMax) * 1000 * Int64(orderItemsMax)
    /// Points of one change.
    static let loyaltyPointsMax: Int64 = 10_000_000
    /// Timeout of one write including login, which a caller waits for, milliseconds.
    static let posWriteMilliseconds: Int64 = 45_000
    /// Writes under way at once, of all tenants and of one: each has a thread, which waits for the
    /// POS; a POS takes few at a time.
    static let writesMax = 64
    static let writesPerTenantMax = 8
    /// Writes that wait for those, of all tenants and of one, and bytes of their requests: more
    /// than a busy evening's orders while the POS takes its 45 seconds for each.
    static let writesWaitingMax = 2_000
    static let writesWaitingPerTenantMax = 500
    static let writesWaitingBytesMax = 64 << 20
    /// Bytes of a webhook's body; real ones have a few thousand.
    static let eventBytesMax = 1 << 20
    /// Bytes of an unknown event's body that are stored.
    static let eventKeptBytesMax = 65_536
    /// Bytes of an event's name.
    static let eventNameBytesMax = 100
    /// Maximum units in an inventory event.
    static let eventQuantityMax = 1_000_000_000.0
    /// Milliseconds after which an event's stock is ignored, because a sync may be newer; the pull
    /// that it requests corrects it.
    static let eventShownMilliseconds: Int64 = 600_000
    /// Products whose newest event time is kept; beyond it the oldest half is dropped.
    static let eventSubjectsMax = 20_000
    /// Days that events are kept, events between two prunings, and events deleted at a time.
    static let eventDaysMax: Int64 = 30
    static let eventsBetweenPrunes = 256
    static let eventsPrunedMax = 1_000
    /// Seconds between two pulls of one kind for one tenant: a busy shop sends events by the
    /// hundred, and a pull after the last of them sees them all.
    static let eventPullGapSeconds: UInt64 = 15
    /// Pulls at a time, over all tenants.
    static let eventPullThreads = 2
}

// Limits for the POS's message of a refusal.
extension PosWriteLimits {
    /// Characters of the message that a caller sees.
    static let refusalCharactersMax = 300
    /// Minimum digits of a number that may be a telephone or card number: POS ids are shorter.
    static let refusalDigits = 7
    /// Minimum characters of a run of letters and digits that may be a key.
    static let refusalTokenCharacters = 20
    /// Maximum words between a house number and the word for its street.
    static let refusalStreetWords = 5
}
