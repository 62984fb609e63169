/// Every bound of the module, with its unit and reason.
public enum PricingLimits {
    /// Cents. 1,000,000.00: above it a price is a typing error; the largest price fits `Int32`.
    public static let priceCentsMax: Int64 = 100_000_000
    /// Digits of a number that is an id: 18 always fit `Int64`.
    public static let decimalDigitsMax = 18
    /// Units of 1/10,000 % in 100 %.
    public static let percentUnitsMax: Int64 = 1_000_000
    /// Decimals of a percent that are kept.
    public static let percentDecimals = 4
    /// Bytes of one date text: RFC 3339 with nanoseconds and an offset has 35.
    public static let dateTextBytesMax = 40
    /// Rule numbers stay below the bit that marks a deep candidate chain.
    public static let ruleNumberMax: UInt32 = 0x7FFF_FFFF
    /// Ancestors of a category by which rules match it; a deeper category is matched by these and
    /// by its own path. No POS nests a tenth as deep.
    public static let categoryDepthMax = 32
    /// Bytes of a character reference between `&` and `;` included: `#x0010FFFF;` has 11.
    static let referenceBytesMax = 16
}
