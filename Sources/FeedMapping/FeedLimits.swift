/// Limits of feeds and mappings.
public enum FeedLimits {
    // Bytes.
    /// Bytes of a feed, after it was unpacked: a menu of 100,000 products has about 80 MiB.
    public static let bodyBytesMax = 512 << 20
    /// The largest ratio of decompressed to compressed size. Text compresses to a tenth; DEFLATE's
    /// bound is 1,032, and only malicious streams come near it.
    static let inflationMax = 200
    /// Bytes that may be decompressed regardless of ``inflationMax``.
    static let inflationFloorBytes = 1 << 20

    // Records.
    /// Bytes of one field of a CSV row: a description has 8,000. A quote that is never closed ends
    /// here and not with the file.
    static let fieldBytesMax = 256 << 10
    /// Columns of a CSV file; exports with a column for each store and tax have under 300.
    static let columnsMax = 4_096
    /// Bytes of one JSON record.
    static let recordBytesMax = 16 << 20
    /// Records of one feed.
    public static let recordsMax = 2_000_000
    /// Products that one record may expand to; a flower has about ten weights.
    static let productsPerRecordMax = 1_000
    /// Products of one feed.
    public static let productsMax = 2_000_000
    /// Nested arrays and objects around and in a record.
    static let depthMax = 64

    // Mappings.
    /// Steps of a path, and alternatives, conditions and options of one mapping, all together.
    static let stepsMax = 32
    static let mappingNodesMax = 10_000
    /// Nested expressions.
    static let mappingDepthMax = 16
    /// Bytes of a mapping's text.
    public static let mappingBytesMax = 1 << 20

    // Values. Longer texts are cut on a character's boundary; a longer id is unreadable.
    static let nameBytesMax = 1_000
    static let wordBytesMax = 256
    static let descriptionBytesMax = 8_000
    static let urlBytesMax = 2_048
    /// The limit of every adapter.
    static let idBytesMax = 256
    /// Entries of one list; a rule may name every product of a store.
    static let listMax = 100_000
    /// Images, effects and terpenes of one product.
    static let detailsMax = 100
    /// Higher prices, and quantities above a billion, are errors of the feed.
    static let moneyCentsMax: Int64 = 100_000_000
    static let quantityThousandthsMax: Int64 = 1_000_000_000_000

    // Reports.
    /// Rows that are shown as examples for a field.
    static let examplesMax = 5
    /// Characters of a value that an example shows.
    static let exampleScalarsMax = 40
    /// Ids that are kept of the records in which a field was read, to see later whether these are
    /// still there: more than a shop swaps between two runs, in a few KiB a field.
    static let useExamplesMax = 200
    /// Parts of a mapping that a report names as read in no record.
    static let unreadShownMax = 100
    /// Categories that a report lists.
    public static let categoriesShownMax = 200
}
