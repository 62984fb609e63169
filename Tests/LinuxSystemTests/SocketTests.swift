import Glibc
import Testing

@testable import LinuxSystem

@Suite struct SocketTests {
    private func path() -> String { "/tmp/pm-\(String(SystemRandom.uint64(), radix: 36)).sock" }

    private func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    @Test func aUnixListenerAcceptsAndKnowsItsPeer() throws {
        let path = path()
        let listener = try ListeningSocket(unixPath: path)
        let client = try Socket.connect(unixPath: path)
        let server = try #require(try listener.acceptWaiting())
        try client.sendAll([1, 2, 3])
        #expect(try server.receive(countMax: 10) == [1, 2, 3])
        let peer = try Socket.peer(of: server)
        #expect(peer.pid == SystemProcess.pid)
        #expect(peer.uid == SystemProcess.uid)
        #expect(peer.gid == SystemProcess.gid)
    }

    @Test func aLoopbackListenerTellsItsPort() throws {
        let listener = try ListeningSocket(loopbackPort: 0)
        #expect(listener.port != 0)
        let client = try Socket.connect(loopbackPort: listener.port)
        let server = try #require(try listener.acceptWaiting())
        try server.sendAll([4])
        #expect(try client.receive(countMax: 10) == [4])
        client.shutdown()
        #expect(try server.receive(countMax: 10) == [])
    }

    @Test func nobodyWaitingIsNil() throws {
        let listener = try ListeningSocket(unixPath: path())
        #expect(try listener.accept(nonblocking: true) == nil)
        #expect(try listener.acceptWaiting(timeoutMilliseconds: 1) == nil)
    }

    @Test func aStaleSocketFileIsReplaced() throws {
        let path = path()
        var address = try Socket.unixAddress(path)
        let stale = FileDescriptor(owning: Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
        let bound = Socket.withSocketAddress(&address) { bind(stale.rawValue, $0, $1) }
        #expect(bound == 0)
        let listener = try ListeningSocket(unixPath: path)
        _ = try Socket.connect(unixPath: path)
        #expect(listener.address == path)
    }

    @Test func aSocketWhoseOwnerIsDeafIsAnErrorAtOnce() throws {
        let path = path()
        let deaf = try ListeningSocket(unixPath: path, backlog: 0)
        var waiting: [FileDescriptor] = []
        while let next = try? Socket.connect(unixPath: path, wait: false) { waiting.append(next) }
        let error = #expect(throws: SystemError.self) { try ListeningSocket(unixPath: path) }
        #expect(error?.code == EADDRINUSE)
        #expect(error?.context.contains("does not answer") == true)
        #expect(exists(path))
        #expect(try deaf.acceptWaiting() != nil)
    }

    @Test func aSocketThatSomebodyServesIsLeftAlone() throws {
        let path = path()
        let first = try ListeningSocket(unixPath: path)
        let error = #expect(throws: SystemError.self) { try ListeningSocket(unixPath: path) }
        #expect(error?.code == EADDRINUSE)
        #expect(error?.context == path)
        _ = try Socket.connect(unixPath: path)
        #expect(try first.acceptWaiting() != nil)
    }

    @Test func aFileThatIsNoSocketIsLeftAlone() throws {
        let path = path()
        let file = open(path, O_CREAT | O_WRONLY, 0o600)
        let owner = FileDescriptor(owning: file)
        defer { unlink(path) }
        let error = #expect(throws: SystemError.self) { try ListeningSocket(unixPath: path) }
        #expect(error?.code == EADDRINUSE)
        #expect(exists(path))
        #expect(!owner.isTerminal)
    }

    @Test func theFileGoesWithTheListenerButNotASuccessorsFile() throws {
        let path = path()
        var first: ListeningSocket? = try ListeningSocket(unixPath: path)
        first?.shutdown()
        #expect(!exists(path))
        let second = try ListeningSocket(unixPath: path)
        first = nil
        #expect(exists(path))
        #expect(second.address == path)
    }

    @Test func permissionsAreSet() throws {
        let path = path()
        let permissions = SocketPermissions(mode: 0o640, gid: SystemProcess.gid)
        let listener = try ListeningSocket(unixPath: path, permissions: permissions)
        var info = stat()
        #expect(lstat(listener.address, &info) == 0)
        #expect(info.st_mode & 0o777 == 0o640)
        #expect(info.st_gid == SystemProcess.gid)
    }

    @Test(arguments: [0, 108, 200]) func pathsThatDoNotFitAreRefused(length: Int) {
        let path = String(repeating: "x", count: length)
        #expect(throws: SystemError.self) { try Socket.connect(unixPath: path) }
        #expect(throws: SystemError.self) { try ListeningSocket(unixPath: path) }
    }

    @Test func theLongestPathWorks() throws {
        let short = path()
        let path = short + String(repeating: "x", count: Socket.pathBytesMax - short.utf8.count)
        let listener = try ListeningSocket(unixPath: path)
        #expect(try Socket.connect(unixPath: path).rawValue != listener.descriptor.rawValue)
    }

    @Test func aFullSocketWouldBlockAndAClosedOneIsClosed() throws {
        var pair: (FileDescriptor, FileDescriptor)? = try Socket.pair()
        let left = try #require(pair?.0)
        let bytes = [UInt8](repeating: 1, count: 1 << 20)
        var result = IOResult.moved(0)
        while case .moved = result {
            result = try bytes.withUnsafeBytes { try left.send($0, wait: false) }
        }
        #expect(result == .wouldBlock)
        pair = nil
        #expect(try bytes.withUnsafeBytes { try left.send($0, wait: false) } == .closed)
    }
}
