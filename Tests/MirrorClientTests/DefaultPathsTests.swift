import LinuxSystem
import Testing

@Suite struct DefaultPathsTests {
    private func paths(_ uid: UInt32, _ variables: [String: String]) -> DefaultPaths {
        DefaultPaths(uid: uid, environment: { variables[$0] })
    }

    @Test func rootKeepsItsDataInVar() {
        let paths = paths(0, ["HOME": "/root"])
        #expect(paths.dataDirectory == "/var/lib/posmirror")
        #expect(paths.socket == "/var/lib/posmirror/posmirror.sock")
    }

    @Test func aUserKeepsItsDataAtHome() {
        #expect(paths(1, ["HOME": "/home/a"]).dataDirectory == "/home/a/.local/share/posmirror")
        #expect(paths(1, ["HOME": "/home/a/"]).dataDirectory == "/home/a/.local/share/posmirror")
        #expect(paths(1, [:]).dataDirectory == "/var/lib/posmirror")
    }

    @Test func variablesComeFirstAndAreTrimmed() {
        let paths = paths(1, ["HOME": "/h", "POSMIRROR_DATA": " /d/ \n"])
        #expect(paths.dataDirectory == "/d/")
        #expect(paths.socket == "/d/posmirror.sock")
        #expect(self.paths(1, ["HOME": "/h", "POSMIRROR_SOCKET": "/s\n"]).socket == "/s")
    }

    @Test func blankVariablesCountAsAbsent() {
        let paths = paths(0, ["POSMIRROR_DATA": " ", "POSMIRROR_SOCKET": ""])
        #expect(paths.socket == "/var/lib/posmirror/posmirror.sock")
    }
}
