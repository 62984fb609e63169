import Glibc
import LinuxSystem
import TestSupport
import Testing

@Suite struct DefaultPathsTests {
    private func paths(
        _ uid: UInt32, _ variables: [String: String], directories: Set<String> = []
    ) -> DefaultPaths {
        DefaultPaths(
            uid: uid, environment: { variables[$0] }, isDirectory: { directories.contains($0) })
    }

    @Test func rootKeepsItsDataInVar() {
        #expect(paths(0, ["HOME": "/root"]).dataDirectory == "/var/lib/posmirror")
    }

    @Test func aUserKeepsItsDataAtHome() {
        #expect(paths(1, ["HOME": "/home/a"]).dataDirectory == "/home/a/.local/share/posmirror")
        #expect(paths(1, ["HOME": "/home/a/"]).dataDirectory == "/home/a/.local/share/posmirror")
        #expect(paths(1, [:]).dataDirectory == "/var/lib/posmirror")
    }

    /// A service of root's has no XDG_RUNTIME_DIR, a shell of root's may have one: they must meet.
    @Test(arguments: [[:], ["XDG_RUNTIME_DIR": "/run/user/0"], ["HOME": "/root"]])
    func rootListensInRun(variables: [String: String]) {
        #expect(paths(0, variables).socket == "/run/posmirror/posmirror.sock")
    }

    @Test func aUserListensInTheDirectoryOfTheSession() {
        let own = ["XDG_RUNTIME_DIR": "/run/x/"]
        #expect(paths(7, own).socket == "/run/x/posmirror/posmirror.sock")
        // Outside of a session the variable is not set, and the directory is there all the same.
        #expect(
            paths(7, [:], directories: ["/run/user/7"]).socket
                == "/run/user/7/posmirror/posmirror.sock")
        #expect(paths(7, [:]).socket == "/tmp/posmirror-7/posmirror.sock")
        #expect(
            paths(7, ["XDG_RUNTIME_DIR": "relative"]).socket == "/tmp/posmirror-7/posmirror.sock")
    }

    @Test func theSocketIsNeverInTheDataDirectory() {
        let paths = paths(7, ["HOME": "/h", "POSMIRROR_DATA": "/d"])
        #expect(paths.dataDirectory == "/d")
        #expect(!paths.socket.hasPrefix("/d"))
    }

    @Test func variablesComeFirstAndAreTrimmed() {
        #expect(paths(1, ["HOME": "/h", "POSMIRROR_DATA": " /d/ \n"]).dataDirectory == "/d/")
        #expect(paths(1, ["HOME": "/h", "POSMIRROR_SOCKET": "/s\n"]).socket == "/s")
        #expect(paths(1, ["POSMIRROR_SOCKET": "/s"]).clientSocket == "/s")
    }

    @Test func blankVariablesCountAsAbsent() {
        let blank = ["POSMIRROR_DATA": " ", "POSMIRROR_SOCKET": "", "XDG_RUNTIME_DIR": " "]
        #expect(paths(0, blank).dataDirectory == "/var/lib/posmirror")
        #expect(paths(7, blank).socket == "/tmp/posmirror-7/posmirror.sock")
    }

    @Test func aClientFindsTheDaemonWhereverItIs() throws {
        try withTemporaryDirectory { directory in
            let variables = ["XDG_RUNTIME_DIR": "\(directory)/session"]
            let uid = SystemProcess.uid
            // As a user who is not root, whose files these are.
            let paths = DefaultPaths(
                uid: uid == 0 ? 7 : uid, environment: { variables[$0] },
                isDirectory: { _ in false })
            #expect(paths.clientSocket == "\(directory)/session/posmirror/posmirror.sock")
            try PrivateFiles.makeDirectory("\(directory)/session/posmirror")
            let listening = try ListeningSocket(unixPath: paths.socket)
            #expect(paths.clientSocket == listening.address)
        }
    }

    /// Secrets go over the socket: a directory in /tmp that somebody else made is not used.
    @Test func aPlaceInTmpThatIsSomebodyElsesIsUsedByNobody() throws {
        // Nobody has this id, so the directory is another user's.
        let uid: UInt32 = 4_000_000_000 - UInt32(SystemProcess.pid)
        let directory = "/tmp/posmirror-\(uid)"
        try PrivateFiles.makeDirectory(directory, mode: 0o755)
        defer { removeTree(directory) }
        let paths = DefaultPaths(uid: uid, environment: { _ in nil }, isDirectory: { _ in false })
        #expect(paths.socket == "\(directory)/posmirror.sock")
        #expect(paths.clientSocket == "/run/posmirror/posmirror.sock")
        #expect(throws: SystemError.self) {
            try DefaultPaths.prepareDirectory(ofSocket: paths.socket, uid: uid)
        }
    }

    @Test func theDirectoryOfASocketIsMadeForOthersToEnter() throws {
        try withTemporaryDirectory { directory in
            try DefaultPaths.prepareDirectory(ofSocket: "\(directory)/run/s")
            #expect(try FileAttributes("\(directory)/run")?.mode == 0o755)
            // One that is there stays as it is; what is missing above it is a mistake.
            chmod("\(directory)/run", 0o750)
            try DefaultPaths.prepareDirectory(ofSocket: "\(directory)/run/s")
            #expect(try FileAttributes("\(directory)/run")?.mode == 0o750)
            try DefaultPaths.prepareDirectory(ofSocket: "\(directory)/no/such/s")
            #expect(try FileAttributes("\(directory)/no") == nil)
        }
    }
}
