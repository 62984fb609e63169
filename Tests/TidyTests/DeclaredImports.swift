import Foundation
import Testing

/// Package.swift declares for every target what its files import, no more and no less: who may know
/// whom is read there, and the order in which modules are built follows from it.
extension HouseRules {
    @Test func everyTargetDeclaresExactlyWhatItImports() {
        let targets = Manifest.targets
        #expect(targets.count > 30)
        let executables = Set(targets.filter { $0.kind == .executable }.map(\.name))
        for target in targets where target.kind != .system {
            let imported = Self.imports(of: target).intersection(targets.map(\.name))
            // A test runs the programs that it needs built.
            let declared = target.dependencies.subtracting(target.kind == .test ? executables : [])
            #expect(imported.subtracting(declared) == [], "\(target.name) does not declare")
            #expect(declared.subtracting(imported) == [], "\(target.name) imports nothing of")
        }
    }

    @Test func everyFolderOfSourcesIsATarget() {
        let folders = Set(
            Self.files.map { $0.path.split(separator: "/").prefix(2) }.map(Array.init))
        let targets = Set(Manifest.targets.map { $0.folder.split(separator: "/") }.map(Array.init))
        #expect(folders.subtracting(targets) == [])
    }

    /// The modules that the files of a target import.
    private static func imports(of target: Manifest.Target) -> Set<String> {
        var names: Set<String> = []
        for file in files where file.path.hasPrefix(target.folder + "/") {
            for line in file.lines {
                let declaration =
                    /^(?:@\w+(?:\(\w+\))? |public |package |internal |private )*import (?:(?:struct|class|enum|func|protocol|typealias|var|let) )?(\w+)/
                if let match = line.firstMatch(of: declaration) { names.insert(String(match.1)) }
            }
        }
        return names
    }
}

/// What Package.swift says of the package's targets.
private enum Manifest {
    enum Kind {
        case library, executable, test, system
    }

    struct Target {
        let name: String
        let kind: Kind
        let folder: String
        let dependencies: Set<String>
    }

    static let targets: [Target] = {
        let top = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = (try? String(contentsOf: top.appending(path: "Package.swift"), encoding: .utf8))
        guard let all = text, let start = all.range(of: "    targets: [") else { return [] }
        return all[start.upperBound...].matches(
            of:
                /\n        (library|tests|\.target|\.executableTarget|\.testTarget|\.systemLibrary)\(/
        ).map { match in target(String(match.1), in: all[match.range.upperBound...]) }
    }()

    /// The target whose declaration's arguments begin `text`.
    private static func target(_ call: String, in text: Substring) -> Target {
        let body = String(arguments(text))
        let words = body.matches(of: /"([^"]*)"/).map { String($0.1) }
        let list = body.firstMatch(of: /\[([^\]]*)\]/).map { String($0.1) } ?? ""
        let dependencies = Set(list.matches(of: /"([^"]*)"/).map { String($0.1) })
        let path = body.firstMatch(of: /path: "([^"]*)"/).map { String($0.1) }
        let name = (words.first ?? "") + (call == "tests" ? "Tests" : "")
        switch call {
        case "tests", ".testTarget":
            return Target(
                name: name, kind: .test, folder: path ?? "Tests/\(name)",
                dependencies: body.contains("dependencies:") || call == "tests" ? dependencies : [])
        case ".executableTarget":
            return Target(
                name: name, kind: .executable, folder: path ?? "Sources/\(name)",
                dependencies: dependencies)
        case ".systemLibrary":
            return Target(
                name: name, kind: .system, folder: path ?? "Sources/\(name)", dependencies: [])
        default:
            return Target(
                name: name, kind: .library, folder: path ?? "Sources/\(name)",
                dependencies: dependencies)
        }
    }

    /// Up to the parenthesis that closes a call.
    private static func arguments(_ text: Substring) -> Substring {
        var depth = 1
        for index in text.indices {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" { depth -= 1 }
            if depth == 0 { return text[..<index] }
        }
        return text
    }
}
