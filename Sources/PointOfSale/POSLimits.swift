/// Bounds of what is taken from any point of sale.
public enum POSLimits {
    // Texts, in bytes; longer values are cut on a UTF-8 boundary.
    /// The recorded maximum is 78.
    public static let nameBytesMax = 1_000
    /// Brand, category, vendor and the like; the recorded maximum is 35. Texts of orders and
    /// customers too: an e-mail address has 254 at most.
    public static let wordBytesMax = 256
    public static let urlBytesMax = 2_048
    /// An id; a document id holds 1,500 bytes, the tenant and the provider in it.
    public static let idBytesMax = 256
    /// An account's name, which ids carry as well.
    public static let accountBytesMax = 100
    /// Labels and tags; a METRC tag has 24.
    public static let labelBytesMax = 128
    /// Bytes of a text that can be a date.
    public static let dateBytesMax = 64
    public static let descriptionBytesMax = 8_000
    /// Images of one item.
    public static let itemImagesMax = 8
    /// Terpenes, and effects, of one batch; a laboratory names some twenty.
    public static let detailEntriesMax = 100

    // What warnings and errors show.
    /// Characters of an id that a note on unreadable values shows.
    static let exampleScalarsMax = 40
    /// Digits of a number that may be somebody's telephone; no POS has counted so far.
    static let telephoneDigits = 10
    /// Types of areas whose held back units are counted apart; real stores have under ten.
    static let areaTypesMax = 100
    /// Characters of an area's type that a warning shows, and how many types it names.
    static let areaTypeScalarsMax = 40
    static let areaTypesShownMax = 8
    /// Bytes of the POS's own error text that an error shows.
    public static let messageBytesMax = 200

    // Inventory size.
    /// Bytes of one row, known and unknown keys together; a real one has 3,400.
    public static let rowBytesMax = 32 << 20
    public static let rowsMax = 4_000_000
    /// Bytes that grouping takes for a row, beside the row itself: its number, its key while keys
    /// are sorted, and its part of an item.
    static let groupedRowBytes = 64
    /// Inventories put together; a row holds the number of its own in 16 bits.
    static let sourcesMax = 1 << 16
    /// Bytes of all text kept; its references hold 32-bit offsets.
    public static let arenaBytesMax = 3 << 30

    // Numbers beyond these count as absent.
    public static let moneyCentsMax: Int64 = 100_000_000
    public static let quantityThousandthsMax: Int64 = 1_000_000_000_000
    /// Orders or points of one customer.
    public static let countMax: Int64 = 1_000_000_000
}
