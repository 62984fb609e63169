/// Bounds of one JSON text.
public enum JSONLimits {
    /// Arrays and objects inside each other. Skipping keeps one bit of a word for each that is
    /// open, and reading recurses: 64 frames are small, and no answer or document needs as many.
    public static let depthMax = 64
    /// The largest ``JSONParser/Options/depthMax``: a reader's frames fit a thread's stack of
    /// 512 KB.
    public static let readDepthMax = 256
    /// Values of a text that become a tree, some 80 bytes each.
    public static let valuesMax = 5_000_000
}
