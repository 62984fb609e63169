/// Limits of a JSON text.
public enum JSONLimits {
    /// Nested arrays and objects. Skipping keeps one bit of a word per level and reading recurses;
    /// no response or document is nested nearly as deeply.
    public static let depthMax = 64
    /// The maximum of ``JSONParser/Options/depthMax``, with which the recursion fits a stack of 512
    /// KB.
    public static let readDepthMax = 256
    /// Values of a parsed tree, about 80 bytes each.
    public static let valuesMax = 5_000_000
    static let valueBytes = 80
}
