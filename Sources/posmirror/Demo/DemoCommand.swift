import AlleavesSimulator
import Glibc
import LinuxSystem
import CommandLine

/// `posmirror demo`: shows the whole mirror in a minute, and leaves nothing behind.
enum DemoCommand {
    static let command = Command(
        "demo",
        options: [
            .value("products", "N", "products of the simulated POS (default 100000)"),
            .value("rules", "N", "discount rules of the simulated POS (default 200)"),
        ],
        summary: "Mirror a simulated POS and show the discounted menu",
        details: """
            Starts a simulated POS and a posmirrord of its own in a directory below /tmp, syncs
            twice, shows the menu and an explained price, and removes everything again.
            """,
        examples: ["posmirror demo", "posmirror demo --products 1000000 --rules 500"],
        run: { context in try run(context) })

    private static func run(_ context: CommandContext) throws -> ExitCode {
        // On the main thread before any other exists, because threads inherit the signal mask.
        let signals = try TerminationSignals()
        SystemProcess.ignoreBrokenPipes()
        let arguments = context.arguments
        var options = SimulatorOptions()
        options.products = Int(try arguments.integer("products", in: 1...2_000_000) ?? 100_000)
        options.discounts = Int(try arguments.integer("rules", in: 0...100_000) ?? 200)
        let scene = try DemoEnvironment()
        SystemThread(name: "demo-signals") { endAtSignal(signals, scene, context.output) }.detach()
        do {
            try DemoScript(context: context, scene: scene, options: options).perform()
            try scene.close()
            return .ok
        } catch {
            // The first error is reported, not those of cleaning up after it.
            try? scene.close()
            if scene.isInterrupted { waitForTheEnd() }
            printLog(scene, context.output)
            throw error
        }
    }

    private static func endAtSignal(
        _ signals: TerminationSignals, _ scene: DemoEnvironment, _ output: CommandOutput
    ) {
        guard (try? signals.wait()) != nil else { return }
        scene.interrupt()
        output.flush()
        printLog(scene, output)
        output.note("posmirror: interrupted; everything was removed")
        _exit(ExitCode.interrupted.rawValue)
    }

    private static func printLog(_ scene: DemoEnvironment, _ output: CommandOutput) {
        let log = scene.logTail()
        if !log.isEmpty { output.note("last lines of posmirrord's log:") }
        log.forEach { output.note($0) }
    }

    /// The thread that received the signal ends the process.
    private static func waitForTheEnd() -> Never {
        while true { pause() }
    }
}
