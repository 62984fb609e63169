import Glibc
import LinuxSystem
import MirrorClient
import MirrorMessages
import TTRPC
import TestSupport
import Testing

/// Modes and owners of all that the daemon writes: nobody else may read it.
@Suite struct PrivateFilesTests {
    /// Modes of a directory and all in it, by path below it; links are left out.
    private func modes(_ directory: String, _ below: String = "") throws -> [String: UInt32] {
        var found: [String: UInt32] = [:]
        let path = below.isEmpty ? directory : "\(directory)/\(below)"
        let facts = try #require(try FileAttributes(path))
        guard facts.kind != .link else { return [:] }
        found[below] = facts.mode
        guard facts.kind == .directory else { return found }
        for name in names(in: path) {
            found.merge(try modes(directory, below.isEmpty ? name : "\(below)/\(name)")) { $1 }
        }
        return found
    }

    /// Names of what group or others may do anything with.
    private func shared(_ directory: String) throws -> [String] {
        try modes(directory).filter { $0.value & 0o077 != 0 }.keys.sorted()
    }

    @Test(arguments: ["000", "022", "277"])
    func whatADaemonWritesIsItsUsersAloneWhateverTheUmask(umask: String) throws {
        try withTemporaryDirectory { directory in
            let program = try ChildProcess.path(of: "posmirrord")
            let process = try ChildProcess(
                "/bin/sh",
                [
                    "-c", "umask \(umask); exec \"$0\" \"$@\"", program, "--data",
                    "\(directory)/a/b", "--socket", "\(directory)/run/s", "--memory", "16",
                ],
                errorFile: "\(directory)/log")
            let isReady = process.line(startingWith: "ready ") != nil
            #expect(isReady, "\(contents(of: "\(directory)/log"))")
            let client = try MirrorClient(socket: "\(directory)/run/s")
            try client.updateDocument(
                .init(uncheckedSegments: ["notes", "one"]), fields: ["text": "x"])
            let backup = try client.backup(directory: "\(directory)/copy")
            #expect(backup.linkedFiles + backup.copiedFiles > 0)
            #expect(try shared("\(directory)/a") == [])
            #expect(try shared("\(directory)/copy") == [])
            // Others are let in where the socket is, which has its own mode.
            #expect(try FileAttributes("\(directory)/run")?.mode == 0o755)
            #expect(try FileAttributes("\(directory)/run/s")?.mode == 0o660)
            client.close()
            process.send(SIGTERM)
            #expect(process.wait() == .exit(0))
        }
    }

    @Test func whatOthersCouldReadIsNarrowedAtTheStartAndSaid() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            daemon.stop()
            for (name, mode) in try modes(daemon.data) {
                chmod("\(daemon.data)/\(name)", mode | (name.isEmpty ? 0o055 : 0o044))
            }
            // Files of somebody else, and a way out of the directory.
            try write("mine", to: "\(daemon.data)/notes.txt")
            chmod("\(daemon.data)/notes.txt", 0o644)
            try write("outside", to: "\(daemon.directory)/outside")
            chmod("\(daemon.directory)/outside", 0o644)
            symlink("\(daemon.directory)/outside", "\(daemon.data)/999999.sst")
            try daemon.restart()
            #expect(try shared(daemon.data) == ["notes.txt"])
            #expect(try FileAttributes(daemon.data)?.mode == 0o700)
            #expect(try FileAttributes("\(daemon.directory)/outside")?.mode == 0o644)
            #expect(daemon.log.contains("warning narrowed the data directory"))
            #expect(daemon.log.contains("mode=0700 was=0755"))
            #expect(daemon.log.contains("warning narrowed files of the store"))
            #expect(try daemon.menu().count == 60)
            let before = daemon.log
            try daemon.restart()
            #expect(!daemon.log.dropFirst(before.count).contains("narrowed"))
        }
    }

    @Test func aDirectoryOfOtherFilesIsRefusedAndLeftAsItIs() throws {
        try withTemporaryDirectory { directory in
            try PrivateFiles.makeDirectory("\(directory)/home", mode: 0o755)
            try write("mine", to: "\(directory)/home/notes.txt")
            let run = try ProgramRun(
                "posmirrord", ["--data", "\(directory)/home", "--socket", "\(directory)/s"],
                in: directory)
            #expect(run.end == .exit(73))
            #expect(run.error.contains("holds other files"))
            #expect(names(in: "\(directory)/home") == ["notes.txt"])
            #expect(try FileAttributes("\(directory)/home")?.mode == 0o755)
            // /tmp is everybody's, whatever lies in it.
            let shared = try ProgramRun(
                "posmirrord", ["--data", "/tmp", "--socket", "\(directory)/s"], in: directory)
            #expect(shared.end == .exit(73))
        }
    }

    /// Line 35: without options, for a user who has no directories yet.
    @Test func aDaemonWithoutOptionsMakesItsDirectories() throws {
        try withTemporaryDirectory { directory in
            let environment = [
                "PATH=/usr/bin:/bin", "HOME=\(directory)/home/ann", "XDG_RUNTIME_DIR=\(directory)",
                // Root has places of its own, which a test keeps away from.
                "POSMIRROR_DATA=\(directory)/home/ann/.local/share/posmirror",
                "POSMIRROR_SOCKET=\(directory)/posmirror/posmirror.sock",
            ]
            let process = try ChildProcess(
                "posmirrord", [], errorFile: "\(directory)/log", environment: environment)
            let ready = process.line(startingWith: "ready ")
            #expect(ready == "ready \(directory)/posmirror/posmirror.sock")
            let status = try ProgramRun(
                "posmirror", ["status"], in: directory, environment: environment)
            #expect(status.end == .exit(0), "\(status.error)")
            #expect(try shared("\(directory)/home") == [])
            process.send(SIGTERM)
            #expect(process.wait() == .exit(0))
        }
    }

    @Test func anExportOfCredentialsIntoAFileForAllIsWarnedOf() throws {
        try withDaemon { daemon in
            let program = try ChildProcess.path(of: "posmirror")
            for (mask, warns) in [("022", true), ("077", false)] {
                let run = try ProgramRun(
                    "/bin/sh",
                    [
                        "-c",
                        "umask \(mask); exec \"$0\" \"$@\" > \(daemon.directory)/export-\(mask)",
                        program, "--socket", daemon.socket, "export", "/", "--with-credentials",
                    ],
                    in: daemon.directory)
                #expect(run.end == .exit(0))
                #expect(run.error.contains("chmod 600") == warns)
            }
        }
    }
}
