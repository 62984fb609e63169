import Glibc
import LinuxSystem
import MirrorClient

StandardStreams.ensureOpen()
let paths = DefaultPaths.current
let tool = CommandLineTool(
    commands: MirrorCommands.all + [SimulateCommand.command, DemoCommand.command],
    output: .process(environment: DefaultPaths.environmentVariable),
    defaultSocket: paths.socket,
    environment: { DefaultPaths.environmentVariable($0) })
exit(tool.run(Array(CommandLine.arguments.dropFirst())).rawValue)
