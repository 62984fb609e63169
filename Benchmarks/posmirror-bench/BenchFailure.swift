import DocumentStore
import CommandLine
import TTRPC

/// Why a workload ended without a result.
struct BenchFailure: Error {
    let exitCode: Int32
    let message: String

    /// The command line is wrong.
    static func usage(_ message: String) -> BenchFailure {
        BenchFailure(exitCode: 2, message: "\(message); see posmirror-bench --help")
    }

    /// Something that the workload needs failed: the store, the daemon, a socket.
    static func environment(_ error: any Error) -> BenchFailure {
        if let failure = error as? BenchFailure { return failure }
        if let failure = error as? CommandFailure {
            return BenchFailure(exitCode: 1, message: failure.message)
        }
        return BenchFailure(exitCode: 1, message: "\(error)")
    }

    /// The workload ran and its result is wrong.
    static func wrong(_ message: String) -> BenchFailure {
        BenchFailure(exitCode: 3, message: message)
    }
}

/// Runs `body`, whatever it throws as a failure of the environment.
@discardableResult
func inEnvironment<Result>(_ body: () throws -> Result) throws(BenchFailure) -> Result {
    do {
        return try body()
    } catch {
        throw .environment(error)
    }
}
