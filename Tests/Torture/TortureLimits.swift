/// The bounds of a trial.
enum TortureLimits {
    /// Finds of one trial that are printed: a damaged store has the same one a hundred times.
    static let findsShown = 4
    /// Finds of one trial that are kept.
    static let findsMax = 200
    /// Seconds for a start, before it counts as hung: a small store opens within one.
    static let startSeconds = 30
    /// Seconds for an orderly end.
    static let stopSeconds = 30
    /// Seconds for any call: nothing here takes one.
    static let callSeconds: Int64 = 20
    /// The same where it may get no answer at all, for want of a descriptor.
    static let shortCallSeconds: Int64 = 3
    /// Milliseconds of load before harm is done though too little was acknowledged.
    static let loadMilliseconds = 2_500
    /// Syncs of one trial of spoilt answers: a second or two.
    static let syncsPerTrial = 250
    /// Trials that damage copies of one store, which takes longer to make than to damage.
    static let trialsPerStore: UInt64 = 40
    /// Megabytes that a daemon with `--memory 16` may take beside them in a trial: one answer of
    /// 4 MB for each connection, its request, its copy, and the programs' own pages.
    static let restMegabytes = 256
}
