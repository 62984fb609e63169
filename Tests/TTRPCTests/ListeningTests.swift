import Glibc
import LinuxSystem
import Testing

@testable import TTRPC

/// What a server promises when `listen` has returned.
@Suite struct ListeningTests {
    /// A server that went on without its listener would be ready and deaf.
    @Test func aListenerThatEpollRefusesIsAnError() throws {
        let shared = ServerShared(ServerConfiguration())
        let loop = try EventLoop(methods: MethodTable([]), shared: shared)
        let listener = try ListeningSocket(loopbackPort: 0)
        try loop.listen(listener)
        // epoll(7) takes a descriptor once.
        let error = #expect(throws: SystemError.self) { try loop.listen(listener) }
        #expect(error?.code == EEXIST)
    }

    @Test func aServerListensAtAPathOnce() throws {
        let fixture = try ServerFixture()
        let error = #expect(throws: SystemError.self) {
            try fixture.server.listen(at: fixture.path)
        }
        #expect(error?.code == EADDRINUSE)
        // The first listener is as it was.
        let peer = try RawPeer(fixture)
        try peer.send(ServerFixture.request(1, "Inline"))
        #expect(try peer.frame()?.header.streamID == 1)
    }
}
