import Foundation
import Glibc
import LinuxSystem
import MirrorClient
import TTRPC
import TestSupport
import Testing

/// Backups: what they are and where they are refused.
@Suite struct BackupTests {
    @Test func aBackupOnTheSameFileSystemIsSaidToBeHardLinks() throws {
        try withDaemon(products: 200) { daemon in
            try daemon.sync(.products)
            let first = try daemon.client.backup(directory: "\(daemon.directory)/one")
            #expect(first.linkedFiles > 0 && first.copiedFiles > 0)
            let run = try daemon.posmirror("backup", "--link", "\(daemon.directory)/two/")
            #expect(run.end == .exit(0), "\(run.error)")
            #expect(run.output.contains("hard-linked to the store's own"))
            try serves(daemon, "\(daemon.directory)/two")
        }
    }

    @Test(.enabled(if: BackupTests.otherFileSystem != nil))
    func aBackupOnAnotherFileSystemIsCopied() throws {
        let place = try #require(Self.otherFileSystem)
        let directory = "\(place)/pm-\(SystemRandom.uint64())"
        defer { removeTree(directory) }
        try withDaemon(products: 200) { daemon in
            try daemon.sync(.products)
            let reply = try daemon.client.backup(directory: directory)
            #expect(reply.linkedFiles == 0 && reply.copiedFiles > 0)
            #expect(try FileAttributes(directory)?.mode == 0o700)
            try serves(daemon, directory)
        }
    }

    private static let otherFileSystem: String? = {
        guard let own = try? FileAttributes("/tmp"), let other = try? FileAttributes("/dev/shm"),
            own.device != other.device, access("/dev/shm", W_OK) == 0
        else { return nil }
        return "/dev/shm"
    }()

    /// The copy is a data directory with the same menu.
    private func serves(_ daemon: TestDaemon, _ copy: String) throws {
        let menu = try daemon.menu()
        let socket = "\(daemon.directory)/copy.sock"
        let process = try ChildProcess(
            "posmirrord", ["--data", copy, "--socket", socket, "--schedule", "off"],
            errorFile: "\(daemon.directory)/copy.log")
        #expect(process.line(startingWith: "ready ") != nil)
        let client = try MirrorClient(socket: socket)
        var count = 0
        try client.menu(orgID: TestDaemon.org) { count += $0.items.count }
        #expect(count == menu.count)
        client.close()
        process.send(SIGTERM)
        #expect(process.wait() == .exit(0))
    }

    @Test func aBackupThatCannotBeMadeIsRefusedInWords() throws {
        try withDaemon { daemon in
            let top = daemon.directory
            for name in ["there", "half.tmp"] { try PrivateFiles.makeDirectory("\(top)/\(name)") }
            try write("mine", to: "\(top)/half.tmp/keep")
            try write("a file", to: "\(top)/file")
            symlink(daemon.data, "\(top)/link")
            symlink("\(top)/nowhere", "\(top)/dangling")
            let cases = [
                ("\(top)/there", "exists"), ("\(top)/file", "exists"),
                ("\(top)/there/", "exists"), ("\(top)/there/..", "exists"),
                ("\(top)/dangling", "exists"), ("/", "exists"),
                ("\(top)/missing/copy", "No such file or directory"),
                ("\(top)/file/copy", "Not a directory"),
                (daemon.data, "in the data directory"),
                ("\(daemon.data)/copy", "in the data directory"),
                ("\(top)/link/copy", "in the data directory"),
                ("\(top)/there/../data/copy", "in the data directory"),
                ("\(top)/half", "half.tmp exists"), ("/proc/copy", "no backup in /proc/copy"),
            ]
            for (directory, words) in cases {
                let run = try daemon.posmirror("backup", directory)
                #expect(run.end == .exit(1), "\(directory): \(run.error)")
                #expect(run.error.contains(words), "\(directory): \(run.error)")
                #expect(run.error.split(separator: "\n").count == 1)
            }
            #expect(names(in: "\(top)/half.tmp") == ["keep"])
            #expect(names(in: "\(top)/there").isEmpty)
            let error = try #require(throws: MirrorClientError.self) {
                try daemon.client.backup(directory: "relative")
            }
            #expect(error.code == .invalidArgument)
            #expect(try daemon.client.health() == .serving)
        }
    }
}
