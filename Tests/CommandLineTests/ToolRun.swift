@testable import CommandLine

/// One run of the command line against memory.
struct ToolRun {
    let code: ExitCode
    let standard: String
    let error: String

    /// Runs `words`; `facts` describes the terminal that standard output pretends to be.
    static func run(
        _ words: [String], socket: String = "/tmp/posmirror-test-nobody.sock",
        facts: TerminalCapabilities = TerminalCapabilities(),
        commands: [Command] = MirrorCommands.all
    ) -> ToolRun {
        let output = CommandOutput(standard: TextSink(), error: TextSink(), standardFacts: facts)
        let tool = CommandLineTool(
            commands: commands, output: output, defaultSocket: socket)
        let code = tool.run(words)
        return ToolRun(code: code, standard: output.standard.text, error: output.error.text)
    }
}
