import FuzzTargets
import TestSupport
import Testing

/// A second of each fuzzer, beginning with the inputs of Tests/Corpus.
@Suite struct FuzzTests {
    private static let corpus: String = {
        let top = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
        return top.joined(separator: "/") + "/Corpus"
    }()

    private static func inputs(_ target: String) -> [[UInt8]] {
        names(in: "\(corpus)/\(target)").sorted().map { bytes(of: "\(corpus)/\(target)/\($0)") }
    }

    @Test(arguments: FuzzTarget.all.map(\.name), Seeds.of([UInt64(1)]))
    func nothingIsFoundInASecond(target name: String, seed: UInt64) throws {
        let target = try #require(FuzzTarget.named(name))
        let inputs = Self.inputs(name)
        #expect(!inputs.isEmpty, "Tests/Corpus/\(name) is empty")
        let count = try FuzzRun(target, corpus: inputs, seed: seed).perform(milliseconds: 1_000)
        #expect(count > inputs.count)
    }

    @Test func everyCorpusHasItsTarget() {
        #expect(Set(names(in: Self.corpus)) == Set(FuzzTarget.all.map(\.name)))
    }

    @Test(arguments: Seeds.of([UInt64(1)]))
    func anInputIsTheSameAgain(seed: UInt64) {
        let mutator = Mutator(corpus: [[1, 2, 3], Array("abc".utf8)], seed: seed, bytesMax: 10)
        for number in 0..<100 {
            #expect(mutator.input(number) == mutator.input(number))
            #expect(mutator.input(number).count <= 10)
        }
    }
}
