import FuzzTargets
import Glibc

/// LLVM's coverage-guided fuzzer, where this program was built with it (.ci/fuzz).
enum LibFuzzer {
    private typealias Arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    private typealias Input = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
    private typealias Driver =
        @convention(c) (
            UnsafeMutablePointer<CInt>, UnsafeMutablePointer<Arguments>, Input
        ) -> CInt

    // Set before the fuzzer starts, which calls from one thread.
    nonisolated(unsafe) private static var target: FuzzTarget?

    private static var driver: Driver? {
        // RTLD_DEFAULT, whose macro Swift does not import.
        dlsym(nil, "LLVMFuzzerRunDriver").map { unsafeBitCast($0, to: Driver.self) }
    }

    /// Whether it is there.
    static var isHere: Bool { driver != nil }

    /// Runs a target with the fuzzer's own arguments; its exit code, nil where it is not there.
    static func run(_ target: FuzzTarget, _ arguments: [String]) -> Int32? {
        guard let driver else { return nil }
        self.target = target
        var words = ([CommandLine.arguments[0]] + arguments).map { strdup($0) } + [nil]
        var count = CInt(words.count - 1)
        return words.withUnsafeMutableBufferPointer { buffer in
            var start: Arguments = buffer.baseAddress
            return driver(&count, &start) { bytes, count in LibFuzzer.input(bytes, count) }
        }
    }

    private static func input(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
        let input = Array(UnsafeBufferPointer(start: bytes, count: count))
        if let broken = target?.broken(input) { fatalError(broken) }
        return 0
    }
}
