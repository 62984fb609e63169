import Foundation
import CommandLine

/// A directory for the store of a workload, removed with it.
struct ScratchDirectory {
    let path: String

    /// `--output`, which must not exist, or a directory below /tmp. On many systems /tmp is in
    /// memory, where durability costs nothing: measure with `--output` on a disk.
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
