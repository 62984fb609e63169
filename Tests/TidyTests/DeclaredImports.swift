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
            names.formUnion(file.lines.compactMap(module))
        }
        return names
    }

    /// The module that a line imports; nil for a line that does something else.
    private static func module(_ line: String) -> String? {
        let words = line.split(separator: " ")
        guard let place = words.firstIndex(of: "import"),
            words[..<place].allSatisfy({ $0.hasPrefix("@") || modifiers.contains($0) })
        else { return nil }
        let path = words[(place + 1)...].drop(while: kinds.contains).first
        return path?.split(separator: ".").first.map(String.init)
    }

    private static let modifiers: Set<Substring> = ["public", "package", "internal", "private"]
    private static let kinds: Set<Substring> = [
        "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
    ]
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
        return all[start.upperBound...].matches(of: /\n {8}(\.?\w+)\(/).compactMap { match in
            calls[String(match.1)].map { target($0, in: all[match.range.upperBound...]) }
        }
    }()

    /// What declares a target: the package's own functions and those of PackageDescription.
    private static let calls: [String: Call] = [
        "library": Call(.library, "Sources/"), ".target": Call(.library, "Sources/"),
        ".systemLibrary": Call(.system, "Sources/"),
        ".executableTarget": Call(.executable, "Sources/"),
        "tests": Call(.test, "Tests/", suffix: "Tests"), ".testTarget": Call(.test, "Tests/"),
    ]

    private struct Call {
        let kind: Kind
        let folder: String
        let suffix: String

        init(_ kind: Kind, _ folder: String, suffix: String = "") {
            (self.kind, self.folder, self.suffix) = (kind, folder, suffix)
        }
    }

    /// The target whose declaration's arguments begin `text`.
    private static func target(_ call: Call, in text: Substring) -> Target {
        let body = String(arguments(text))
        let name = (strings(body).first ?? "") + call.suffix
        let path = body.firstMatch(of: /path: "([^"]*)"/).map { String($0.1) }
        let list = body.firstMatch(of: /(?:^|, |dependencies: |\s)\[([^\]]*)\]/)
        return Target(
            name: name, kind: call.kind, folder: path ?? call.folder + name,
            dependencies: Set(strings(list.map { String($0.1) } ?? "")))
    }

    private static func strings(_ text: String) -> [String] {
        text.matches(of: /"([^"]*)"/).map { String($0.1) }
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
