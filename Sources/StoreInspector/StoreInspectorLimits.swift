/// Bounds of what is read and reported of a store from outside.
enum StoreInspectorLimits {
    /// Bytes of the list of a backup's files: a hundred for each, of which a large store has
    /// thousands.
    static let manifestBytesMax = 64 << 20
    /// Bytes read at a time while files are copied and compared.
    static let copyBytes = 1 << 20
    /// Bytes of the faults that one reply lists, within a frame; all are counted.
    static let findingsBytesMax = 2 << 20
}
