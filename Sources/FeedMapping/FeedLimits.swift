/// Bounds of what is taken from a feed.
public enum FeedLimits {
    // Bytes.
    /// Bytes of a feed, after it was unpacked: a menu of 100,000 products has about 80 MiB.
    public static let bodyBytesMax = 512 << 20
    /// How much larger a gzip stream may become. Text shrinks to a tenth; DEFLATE's own bound is
    /// 1,032, and what comes near it was made to fill memory.
    static let inflationMax = 200
    /// Bytes that may be unpacked whatever ``inflationMax`` says.
    static let inflationFloorBytes = 1 << 20

    // Records.
    /// Bytes of one field of a CSV row: a description has 8,000. A quote that is never closed ends
    /// here and not with the file.
    static let fieldBytesMax = 256 << 10
    /// Columns of a CSV file; exports with a column for each store and tax have under 300.
    static let columnsMax = 4_096
    /// Bytes of one JSON record with all it holds.
    static let recordBytesMax = 16 << 20
    /// Records of one feed.
    public static let recordsMax = 2_000_000
    /// Products that one record may be exploded into; a flower has about ten weights.
    static let productsPerRecordMax = 1_000
    /// Products of one feed.
    public static let productsMax = 2_000_000
    /// Arrays and objects inside each other before and in a record.
    static let depthMax = 64

    // Mappings.
    /// Steps of a path, and alternatives, conditions and options of one mapping, all together.
    static let stepsMax = 32
    static let mappingNodesMax = 10_000
    /// Expressions inside each other.
    static let mappingDepthMax = 16
    /// Bytes of a mapping's text.
    public static let mappingBytesMax = 1 << 20

    // Values. Longer texts are cut on a character's boundary; a longer id is unreadable.
    static let nameBytesMax = 1_000
    static let wordBytesMax = 256
    static let descriptionBytesMax = 8_000
    static let urlBytesMax = 2_048
    /// As every adapter holds it.
    static let idBytesMax = 256
    /// Entries of one list; a rule may name every product of a store.
    static let listMax = 100_000
    /// Images, effects and terpenes of one product.
    static let detailsMax = 100
    /// Prices above a million and quantities above a billion are no such thing.
    static let moneyCentsMax: Int64 = 100_000_000
    static let quantityThousandthsMax: Int64 = 1_000_000_000_000

    // Reports.
    /// Rows that are shown as examples for a field.
    static let examplesMax = 5
    /// Characters of a value that an example shows.
    static let exampleScalarsMax = 40
    /// Categories that a report lists.
    public static let categoriesShownMax = 200
}
