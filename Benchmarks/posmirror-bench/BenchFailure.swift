import DocumentStore
import CommandLine
import TTRPC

/// Why a workload has no result.
struct BenchFailure: Error {
    let exitCode: Int32
    let message: String

    /// An invalid command line.
    static func usage(_ message: String) -> BenchFailure {
        BenchFailure(exitCode: 2, message: "\(message); see posmirror-bench --help")
    }

    /// A failure of something that the workload needs: the store, the daemon, a socket.
    static func environment(_ error: any Error) -> BenchFailure {
        if let failure = error as? BenchFailure { return failure }
        if let failure = error as? CommandFailure {
            return BenchFailure(exitCode: 1, message: failure.message)
        }
        return BenchFailure(exitCode: 1, message: "\(error)")
    }

    /// The workload finished with a wrong result.
    static func wrong(_ message: String) -> BenchFailure {
        BenchFailure(exitCode: 3, message: message)
    }
}

/// Runs `body`; its errors become failures of the environment.
@discardableResult
func inEnvironment<Result>(_ body: () throws -> Result) throws(BenchFailure) -> Result {
    do {
        return try body()
    } catch {
        throw .environment(error)
    }
}
