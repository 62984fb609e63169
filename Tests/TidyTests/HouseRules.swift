import Foundation
import Testing

/// The rules of this code base that a machine can check, over every Swift file of the tree.
@Suite struct HouseRules {
    struct SourceFile {
        /// Below the top of the tree.
        let path: String
        let lines: [String]
    }

    /// Generated files keep the rules of their generator.
    static let files: [SourceFile] = {
        let top = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        var files: [SourceFile] = []
        for folder in ["Sources", "Tests", "Benchmarks"] {
            let root = top.appending(path: folder).path
            for case let name as String in FileManager.default.enumerator(atPath: root) ?? .init()
            where name.hasSuffix(".swift") && !name.contains("/Generated/") {
                guard let text = try? String(contentsOfFile: "\(root)/\(name)", encoding: .utf8)
                else { continue }
                files.append(
                    SourceFile(
                        path: "\(folder)/\(name)",
                        lines: text.split(separator: "\n", omittingEmptySubsequences: false)
                            .map(String.init)))
            }
        }
        return files
    }()

    func violations(
        in folders: [String] = ["Sources/", "Tests/", "Benchmarks/"],
        _ isViolation: (SourceFile, Int, String) -> Bool
    ) -> [String] {
        Self.files.filter { file in folders.contains { file.path.hasPrefix($0) } }.flatMap { file in
            file.lines.enumerated().filter { isViolation(file, $0.offset, $0.element) }
                .map { "\(file.path):\($0.offset + 1): \($0.element)" }
        }
    }

    @Test func theTreeIsFound() {
        #expect(Self.files.count > 100)
    }

    @Test func linesHaveAtMost100Columns() {
        #expect(violations { _, _, line in line.count > 100 } == [])
    }

    @Test func filesHaveAtMost600Lines() {
        #expect(Self.files.filter { $0.lines.count > 600 }.map(\.path) == [])
    }

    @Test func nothingIsForcedOrLeftOpen() {
        // Spelt in two halves, so that this file does not break its own rule.
        let words: Set<Substring> = ["FIX" + "ME", "TO" + "DO", "XX" + "X"]
        #expect(
            violations { _, _, line in
                line.contains("try" + "!")
                    || line.split(whereSeparator: { !$0.isLetter }).contains(where: words.contains)
            } == [])
    }

    @Test func whatTheCompilerCannotCheckHasAReasonAbove() {
        let claims = ["@unchecked " + "Sendable", "nonisolated(" + "unsafe)"]
        let found = violations(in: ["Sources/"]) { file, number, line in
            guard claims.contains(where: { line.contains($0) }), !line.contains("//") else {
                return false
            }
            let above = number > 0 ? file.lines[number - 1] : ""
            let below = number + 1 < file.lines.count ? file.lines[number + 1] : ""
            return !above.contains("//") && !below.contains("// @unchecked")
        }
        #expect(found == [])
    }

    @Test func testsWaitForEventsAndNotForTime() {
        let calls = ["Thread" + ".sleep", "usleep" + "(", "Task" + ".sleep", " sleep" + "("]
        #expect(
            violations(in: ["Tests/"]) { _, _, line in
                calls.contains { line.contains($0) }
            } == [])
    }

    @Test(arguments: [
        ("CRocksDB", "Sources/RocksStore/"), ("CCurl", "Sources/HTTPTransport/"),
        ("CLinux", "Sources/LinuxSystem/"),
    ])
    func oneModuleImportsEachLibrary(_ library: String, _ module: String) {
        #expect(
            violations(in: ["Sources/", "Benchmarks/"]) { file, _, line in
                line == "import \(library)" && !file.path.hasPrefix(module)
            } == [])
    }

    @Test func pureModulesDoNoInputOrOutput() {
        let pure = [
            "Sources/CivilTime/", "Sources/Decimals/", "Sources/JSON/", "Sources/Ordering/",
            "Sources/Randomness/", "Sources/StatusCodes/", "Sources/TextForms/",
            "Sources/ProtobufWire/", "Sources/FirestoreModel/", "Sources/Pricing/",
            "Sources/MirrorMessages/", "Sources/Listening/Pure/", "Sources/FeedMapping/",
            "Sources/GRPC/", "Sources/HTTP2/", "Sources/MirrorTree/",
        ]
        let found = violations(in: pure) { _, _, line in
            // A date needs the time zone database, which is Foundation's.
            line == "import Foundation" || line == "import Dispatch"
        }
        #expect(found == [])
    }

    @Test func errnoIsReadInOnePlace() {
        let name = "err" + "no"
        #expect(
            violations(in: ["Sources/"]) { file, _, line in
                !file.path.hasPrefix("Sources/LinuxSystem/") && !line.contains("//")
                    && line.split(whereSeparator: { !$0.isLetter }).contains { $0 == name }
            } == [])
    }
}
