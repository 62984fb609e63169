/// Limits of a Listen stream.
public enum ListeningLimits {
    /// Targets of one stream; each costs an entry in the index of all listeners.
    public static let targetsPerStreamMax = 500
    /// Documents that one target names.
    public static let documentsPerTargetMax = 1_000
    /// The first id that the server assigns, far above those that client libraries reach.
    public static let firstOwnTargetId: Int32 = 1 << 30
}
