import MirrorClient
import FirestoreModel
import Glibc
import LinuxSystem
import StatusCodes
import TTRPC
import Testing

@testable import CommandLine

@Suite struct CommandLineToolTests {
    @Test(arguments: [
        (StatusCode.notFound, ExitCode.notFound), (.permissionDenied, .notPermitted),
        (.unauthenticated, .notPermitted), (.deadlineExceeded, .deadline),
        (.unavailable, .failed), (.unknown, .unknownOutcome), (.internalError, .internal),
        (.dataLoss, .internal),
        (.invalidArgument, .failed), (.failedPrecondition, .failed),
        (.resourceExhausted, .failed), (.unimplemented, .failed),
    ])
    func everyCodeHasItsExitCode(code: StatusCode, exitCode: ExitCode) {
        let error = MirrorClientError.call("s", "m", Status(code, "text"), isClosed: false)
        #expect(CommandFailure(error).exitCode == exitCode)
        #expect(CommandFailure(error).line.hasPrefix("posmirror: text"))
        #expect(!CommandFailure(error).line.contains("running"))
    }

    @Test func noDaemonAnswersOnlyWhereTheConnectionHasEnded() {
        let lost = MirrorClientError.call(
            "s", "m", Status(.unavailable, "closed"), isClosed: true)
        #expect(CommandFailure(lost).exitCode == .noDaemon)
        #expect(CommandFailure(lost).line.contains("whether the daemon is running"))
        let late = MirrorClientError.call("s", "m", Status(.notFound, "no"), isClosed: true)
        #expect(CommandFailure(late).exitCode == .notFound)
    }

    @Test func exitCodesAreFixed() {
        let codes = ExitCode.allCases.map(\.rawValue)
        #expect(codes == [0, 1, 2, 3, 4, 5, 6, 7, 65, 70, 130])
    }

    @Test func theHelpListsEveryCommandAndExitCode() {
        let run = ToolRun.run(["--help"])
        #expect(run.code == .ok)
        for command in MirrorCommands.all {
            #expect(run.standard.contains("\n  \(command.name)"))
        }
        for code in ExitCode.allCases { #expect(run.standard.contains("\n  \(code.rawValue) ")) }
    }

    @Test(arguments: MirrorCommands.all.map(\.name))
    func everyCommandHasHelpWithAnExample(name: String) {
        let run = ToolRun.run(name.split(separator: " ").map { String($0) } + ["--help"])
        #expect(run.code == .ok)
        #expect(run.standard.contains("\nUsage\n  posmirror \(name)"))
        let examples = run.standard.split(separator: "Examples\n").last ?? ""
        #expect(examples.contains("posmirror \(name)"))
    }

    @Test func commandNamesAreUnique() {
        let names = MirrorCommands.all.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test func theVersionIsPrinted() {
        #expect(ToolRun.run(["--version"]).standard == "posmirror \(CommandLineTool.version)\n")
    }

    @Test func withoutADaemonTheMessageSaysWhatToDo() {
        let run = ToolRun.run(["status"])
        #expect(run.code == .noDaemon)
        #expect(run.standard.isEmpty)
        #expect(
            run.error == "posmirror: no daemon answers at /tmp/posmirror-test-nobody.sock;"
                + " start posmirrord --data DIR, or set POSMIRROR_SOCKET\n")
    }

    @Test func anErrorTextFromOutsideIsMadeSafe() {
        #expect(CommandFailure.usage("a\u{1B}[2Jb").line == "posmirror: a\\x1b[2Jb")
    }

    @Test func anUnexpectedErrorIsAnInternalOne() {
        struct Odd: Error {}
        let command = Command("odd", summary: "", examples: [], run: { _ in throw Odd() })
        #expect(ToolRun.run(["odd"], commands: [command]).code == .internal)
    }

    @Test func outputThatCannotBeWrittenFailsTheCommand() throws {
        let file = FileDescriptor(owning: open("/dev/full", O_WRONLY))
        let output = CommandOutput(standard: TextSink(file), error: TextSink())
        let tool = CommandLineTool(
            commands: MirrorCommands.all, output: output, defaultSocket: "/tmp/none")
        #expect(tool.run(["--help"]) == .internal)
        #expect(output.error.text.contains("standard output"))
    }

    @Test func aSinkWritesAllToItsFile() throws {
        var ends: [Int32] = [-1, -1]
        #expect(pipe(&ends) == 0)
        let reader = FileDescriptor(owning: ends[0])
        let writer = TextSink(FileDescriptor(owning: ends[1]))
        writer.write("one ")
        writer.line("two")
        writer.flush()
        var buffer = [UInt8](repeating: 0, count: 64)
        let result = try buffer.withUnsafeMutableBufferPointer { part throws(SystemError) in
            try reader.read(into: UnsafeMutableRawBufferPointer(part))
        }
        #expect(result == .moved(8))
        #expect(String(decoding: buffer[..<8], as: UTF8.self) == "one two\n")
    }
}
