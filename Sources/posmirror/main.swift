import Glibc
import LinuxSystem
import CommandLine

StandardStreams.ensureOpen()
let tool = CommandLineTool(
    commands: MirrorCommands.all + [
        SimulateCommand.command, DemoCommand.command, InspectCommand.command,
    ],
    output: .process(environment: DefaultPaths.environmentVariable),
    defaultSocket: DefaultPaths.current.clientSocket)
exit(tool.run(Array(CommandLine.arguments.dropFirst())).rawValue)
