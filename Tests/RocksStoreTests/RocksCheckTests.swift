import StatusCodes
import Testing

@testable import RocksStore

@Suite struct RocksCheckTests {
    @Test(
        arguments: [
            ("IO error: While lock file: /x/LOCK: Resource temporarily unavailable", .locked),
            (
                "IO error: lock hold by current process, acquire time 1 acquiring thread 2: "
                    + "/x/LOCK:"
                    + " No locks available", .locked
            ),
            ("IO error: No space left on device: While appending to file: /x", .full),
            ("IO error: While fdatasync: /x: Input/output error", .io),
            ("Corruption: block checksum mismatch", .corruption),
            ("Invalid argument: Column family not found", .invalidArgument),
            ("NotFound: ", .notFound),
            ("Not implemented: no", .notSupported),
            ("Shutdown in progress: ", .closed),
            ("Resource busy: ", .busy),
            ("Operation failed. Try again.: ", .unexpected),
        ] as [(String, StoreFault)])
    func statusTextBecomesACode(text: String, code: StoreFault) {
        #expect(errorCode(of: text) == code)
    }

    @Test func errorSaysContextFirst() {
        let error = Status(.io, "write", "disk")
        #expect(error.message == "write: disk" && error.code == .internalError)
        #expect(error.fault == .io && error.withContext("x").fault == .io)
        #expect("\(Status(.closed, "get", ""))" == "UNAVAILABLE: get: closed")
    }
}
