import Foundation
import CommandLine

/// Where a workload puts a store that it makes itself and removes again.
struct ScratchDirectory {
    let path: String

    /// `--output`, which must not exist, or a directory below /tmp. On many systems /tmp is
    /// memory, where durable means nothing: measure with `--output` on a disk.
    init(_ options: BenchOptions) throws(BenchFailure) {
        path = try inEnvironment {
            guard let output = options.output else {
                return try TemporaryDirectory.create(prefix: "posmirror-bench-")
            }
            try FileManager.default.createDirectory(
                atPath: output, withIntermediateDirectories: false)
            return output
        }
    }

    func remove() { TemporaryDirectory.remove(path) }
}
