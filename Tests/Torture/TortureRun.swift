/// Trials of several modes, by consecutive seeds.
public struct TortureRun {
    public var settings: TortureSettings
    public var modes: [TortureMode]
    public var trials: Int
    public var seed: UInt64

    public init(
        _ settings: TortureSettings, modes: [TortureMode] = TortureMode.allCases, trials: Int = 10,
        seed: UInt64 = 1
    ) {
        (self.settings, self.modes, self.trials, self.seed) = (settings, modes, trials, seed)
    }

    /// Runs them one after another; `each` hears of every result and returns false to end early.
    public func perform(_ each: (TrialResult) -> Bool) -> TortureReport {
        var report = TortureReport()
        for mode in modes {
            let damages = DamageTrials(settings)
            defer { damages.close() }
            for number in 0..<trials {
                let result = trial(mode, seed &+ UInt64(number), damages)
                report.add(result)
                guard each(result) else { return report }
            }
        }
        return report
    }

    private func trial(
        _ mode: TortureMode, _ seed: UInt64, _ damages: DamageTrials
    ) -> TrialResult {
        let start = Stopwatch()
        var result: TrialResult
        do {
            result =
                switch mode {
                case .kill: try KillTrial.run(settings, seed: seed)
                case .damage: try damages.run(seed: seed)
                case .full: try FullTrial.run(settings, seed: seed)
                case .power: try PowerTrial.run(settings, seed: seed)
                case .faults: try FaultsTrial.run(settings, seed: seed)
                case .fds, .memory: try ShortageTrial.run(mode, settings, seed: seed)
                case .hostile: try HostileTrial.run(settings, seed: seed)
                case .syncs: try SyncsTrial.run(settings, seed: seed)
                case .clock: try ClockTrial.run(settings, seed: seed)
                }
        } catch {
            result = TrialResult(mode, seed: seed)
            result.finds = [Find(.crash, "the trial could not be set up: \(error)")]
        }
        result.milliseconds = start.milliseconds
        return result
    }
}
