/// Bounds of what a Listen stream may hold.
public enum ListeningLimits {
    /// Targets of one stream; each costs an entry in the index of all listeners.
    public static let targetsPerStreamMax = 500
    /// Documents that one target names.
    public static let documentsPerTargetMax = 1_000
    /// The first id that the server picks, far above those that client libraries count up to.
    public static let firstOwnTargetId: Int32 = 1 << 30
}
