/// What the trials of all modes but damage have in common: a scene, what was acknowledged in it,
/// and what came of it.
protocol Trial {
    var scene: Scene { get }
    var ledger: Ledger { get }
    var result: TrialResult { get set }
}

extension Trial {
    /// Does the harm and ends the scene. An error that nobody expected is a find: a crash where the
    /// daemon has ended by itself.
    mutating func finished(_ perform: (inout Self) throws -> Void) -> TrialResult {
        do {
            try perform(&self)
        } catch {
            let end = scene.victim?.endSoFar
            result.finds.append(
                end.map { Find(.crash, "it ended by itself: \($0); \(error)") }
                    ?? Find(.silent, "\(error)"))
        }
        return scene.finished(result, ledger)
    }

    /// The result of a trial for which something is missing here.
    static func untried(_ mode: TortureMode, seed: UInt64, _ why: String) -> TrialResult {
        var result = TrialResult(mode, seed: seed)
        result.ending = .untried
        result.harm = why
        return result
    }
}
