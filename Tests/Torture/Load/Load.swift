import LinuxSystem
import MirrorClient

/// Threads that write, sync, listen and look after a daemon until it is gone or they are stopped.
final class Load {
    private struct Progress {
        var steps = 0
        var running = 0
    }

    private let stopped = Guarded(false)
    private let progress = Monitor(Progress())
    private var threads: [SystemThread] = []
    private var clients: [MirrorClient] = []
    private let scene: Scene
    private let ledger: Ledger

    init(_ scene: Scene, _ ledger: Ledger) {
        self.scene = scene
        self.ledger = ledger
    }

    /// Starts a thread that takes `actor`'s steps on a connection of its own; does nothing where
    /// there is no connection to be had.
    func run(_ actor: some Actor & Sendable) {
        // A daemon that is short of descriptors may admit no further client.
        guard let client = try? scene.connect(database: actor.database) else { return }
        clients.append(client)
        let (stopped, progress) = (stopped, progress)
        progress.update { $0.running += 1 }
        threads.append(
            SystemThread(name: "torture-load") {
                var actor = actor
                do throws(MirrorClientError) {
                    while !stopped.value {
                        try actor.step(client)
                        progress.update { $0.steps += 1 }
                    }
                } catch {
                    // The daemon is gone, which is what the trial is about.
                }
                progress.update { $0.running -= 1 }
            })
    }

    /// Waits until `count` more writes are acknowledged, nobody is left, or time is over.
    func waitForWrites(_ count: Int, milliseconds: Int = TortureLimits.loadMilliseconds) {
        let goal = ledger.acknowledged + count
        let deadline = SystemClock.monotonicNanoseconds() + UInt64(milliseconds) * 1_000_000
        _ = progress.wait(untilNanoseconds: deadline) { [ledger] progress in
            ledger.acknowledged >= goal || progress.running == 0 ? true : nil
        }
    }

    /// Waits until the ledger says so, nobody is left, or time is over.
    func wait(milliseconds: Int, until isEnough: @escaping (Ledger) -> Bool) {
        let deadline = SystemClock.monotonicNanoseconds() + UInt64(milliseconds) * 1_000_000
        _ = progress.wait(untilNanoseconds: deadline) { [ledger] progress in
            isEnough(ledger) || progress.running == 0 ? true : nil
        }
    }

    /// Waits for a while, or until nobody is left.
    func wait(microseconds: Int) {
        let deadline = SystemClock.monotonicNanoseconds() + UInt64(microseconds) * 1000
        _ = progress.wait(untilNanoseconds: deadline) { $0.running == 0 ? true : nil }
    }

    /// Ends every thread after its step.
    func stop() {
        stopped.change { $0 = true }
        threads.forEach { $0.join() }
        threads = []
        clients.forEach { $0.close() }
        clients = []
    }
}
