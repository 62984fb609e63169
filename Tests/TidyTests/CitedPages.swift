import Foundation
import Testing

/// What comments and pages refer to is in the tree: pages, headings, hazards, cases, types, tests.
extension HouseRules {
    /// A comment, or a page, with its lines joined so that a reference may be broken anywhere.
    private struct Passage {
        let place: String
        let text: String
    }

    private static let top = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// Paths of all files that belong to the tree, below its top.
    private static let paths: Set<String> = {
        var paths: Set<String> = ["README.md", "Makefile", "Package.swift"]
        for folder in ["Sources", "Tests", "Benchmarks", "Protocol", ".ci"] {
            let found = FileManager.default.enumerator(atPath: "\(top)/\(folder)")
            for case let name as String in found ?? .init() { paths.insert("\(folder)/\(name)") }
        }
        return paths
    }()

    private static let names = Set(
        paths.compactMap { $0.split(separator: "/").last.map(String.init) })

    /// Pages that others publish, cited by name beside whose they are.
    private static let publicPages = [
        "PROTOCOL.md": "https://github.com/containerd/ttrpc/blob/main/PROTOCOL.md",
        "google/firestore/v1/document.proto": "https://github.com/googleapis/googleapis",
    ]
    /// Files that a reader of a page makes.
    private static let examples: Set<String> = ["pos.json", "menu-mapping.json"]

    private static func lines(_ path: String) -> [String] {
        let text = (try? String(contentsOfFile: "\(top)/\(path)", encoding: .utf8)) ?? ""
        return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static func paths(endingIn end: String) -> [String] {
        paths.filter { $0.hasSuffix(end) && !$0.contains("/Generated/") }.sorted()
    }

    /// The comments of Swift, proto and Python files, each as one passage.
    private static let comments: [Passage] =
        files.flatMap { comments(of: $0.path, $0.lines, mark: "/") }
        + paths(endingIn: ".proto").flatMap { comments(of: $0, lines($0), mark: "/") }
        + paths(endingIn: ".py").flatMap { comments(of: $0, lines($0), mark: "#") }

    private static let pages: [Passage] = paths(endingIn: ".md").map {
        Passage(place: $0, text: lines($0).joined(separator: " "))
    }

    private static func comments(
        of path: String, _ lines: [String], mark: Character
    ) -> [Passage] {
        var found: [Passage] = []
        var (start, parts): (Int, [Substring]) = (0, [])
        for (number, line) in (lines + [""]).enumerated() {
            let body = line.drop { $0 == " " }
            let isComment = mark == "#" ? body.hasPrefix("#") : body.hasPrefix("//")
            if isComment {
                if parts.isEmpty { start = number + 1 }
                parts.append(body.drop { $0 == mark }.drop { $0 == " " })
            } else if !parts.isEmpty {
                found.append(
                    Passage(place: "\(path):\(start)", text: parts.joined(separator: " ")))
                parts = []
            }
        }
        return found
    }

    // MARK: - Pages

    @Test func citedPagesAreInTheTree() {
        let name = #/(?:^|[^\w:/.-])([\w./-]*[\w-]\.(?:md|proto|json))(?!\.?\w)/#
        var missing: [String] = []
        for passage in Self.comments + Self.pages {
            for match in passage.text.matches(of: name) {
                let cited = String(match.1)
                let folder = passage.place.split(separator: "/").dropLast().joined(separator: "/")
                let isThere =
                    Self.names.contains(cited) || Self.paths.contains(cited)
                    || Self.paths.contains(Self.normal("\(folder)/\(cited)"))
                    || Self.paths.contains("Protocol/\(cited)")
                guard !isThere, Self.publicPages[cited] == nil, !Self.examples.contains(cited)
                else { continue }
                missing.append("\(passage.place): \(cited)")
            }
        }
        #expect(missing == [])
    }

    /// `Protocol/tree.md, Orders` names a heading of that page.
    @Test func citedHeadingsAreThere() {
        let citation = #/Protocol/([a-z]+|README)\.md, ([A-Z][^.:;)]*)/#
        var missing: [String] = []
        for passage in Self.comments + Self.pages {
            for match in passage.text.matches(of: citation) {
                let headings = Self.lines("Protocol/\(match.1).md").filter { $0.hasPrefix("#") }
                    .map { $0.drop { $0 == "#" || $0 == " " } }
                if !headings.contains(where: { match.2.hasPrefix($0) }) {
                    missing.append("\(passage.place): \(match.0)")
                }
            }
        }
        #expect(missing == [])
    }

    @Test func linksOfPagesResolve() {
        let link = #/\]\(([^)#\s]+)(?:#[^)]*)?\)/#
        var broken: [String] = []
        for page in Self.pages {
            let folder = page.place.split(separator: "/").dropLast().joined(separator: "/")
            for match in page.text.matches(of: link) where !match.1.contains("://") {
                let path = Self.normal("\(folder)/\(match.1)")
                var isFolder: ObjCBool = false
                if !FileManager.default.fileExists(
                    atPath: "\(Self.top)/\(path)", isDirectory: &isFolder)
                {
                    broken.append("\(page.place): \(match.1)")
                }
            }
        }
        #expect(broken == [])
    }

    @Test func linesOfPagesHaveAtMost120Columns() {
        // The benchmarks write their own page.
        let pages = Self.paths(endingIn: ".md").filter { $0 != "Benchmarks/results.md" }
        let long = pages.flatMap { path in
            Self.lines(path).enumerated().filter { $0.element.count > 120 }
                .map { "\(path):\($0.offset + 1)" }
        }
        #expect(long == [])
    }

    /// Without empty, `.` and `..` segments.
    private static func normal(_ path: String) -> String {
        var kept: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", !kept.isEmpty { kept.removeLast() } else { kept.append(part) }
        }
        return kept.joined(separator: "/")
    }

    // MARK: - Numbers

    /// Hazards are cited as `hazard D28` and by names of tests as `d28TheWatermark…`.
    @Test func citedHazardsAreDescribed() {
        let described = Self.numbers(in: "Protocol/alleaves.md", #/^- \*\*([RD]\d+)\*\*/#)
        let cited = #/[Hh]azards? ((?:[RD]\d+(?:, | and )?)+)/#
        var missing: [String] = []
        for passage in Self.comments + Self.pages {
            for match in passage.text.matches(of: cited) {
                for number in match.1.matches(of: #/[RD]\d+/#)
                where !described.contains(String(number.0)) {
                    missing.append("\(passage.place): \(number.0)")
                }
            }
        }
        missing += Self.tests(#/func ([rd]\d+)[A-Z]/#).filter {
            !described.contains($0.number.uppercased())
        }.map { "\($0.path): \($0.number)" }
        #expect(described.count > 40)
        #expect(missing == [])
    }

    /// Tests are called `c7…` and `case28To33…` after the choices and cases of the document API.
    @Test func choicesAndCasesAreDescribed() {
        let page = "Protocol/firestore.md"
        let described = Self.numbers(in: page, #/^- \*\*(C\d+)\*\*/#)
            .union(Self.numbers(in: page, #/^(\d+)\. /#))
        let named =
            Self.tests(#/func (c\d+)[A-Z]/#) + Self.tests(#/func case(\d+)/#)
            + Self.tests(#/func case\d+(?:To|And)(\d+)/#)
        #expect(named.count > 20)
        #expect(named.filter { !described.contains($0.number.uppercased()) }.map(\.path) == [])
    }

    private static func numbers(
        in page: String, _ pattern: Regex<(Substring, Substring)>
    ) -> Set<String> {
        Set(lines(page).compactMap { $0.firstMatch(of: pattern).map { String($0.1) } })
    }

    private static func tests(
        _ pattern: Regex<(Substring, Substring)>
    ) -> [(path: String, number: String)] {
        files.filter { $0.path.hasPrefix("Tests/") }.flatMap { file in
            file.lines.compactMap { line in
                line.firstMatch(of: pattern).map { (file.path, String($0.1)) }
            }
        }
    }

    // MARK: - Names

    /// Words behind the keywords of declarations, and those of lists of cases.
    private static let declared: Set<String> = {
        let keyword =
            #/\b(?:struct|class|enum|protocol|actor|extension|typealias|func|var|let|case) `?(\w+)/#
        var names: Set<String> = ["init", "subscript"]
        for file in files where !file.path.hasPrefix("Tests/") {
            for line in file.lines where !line.drop(while: { $0 == " " }).hasPrefix("//") {
                for match in line.matches(of: keyword) { names.insert(String(match.1)) }
                let body = line.drop { $0 == " " }
                if body.hasPrefix("case ") {
                    names.formUnion(body.matches(of: #/\w+/#).map { String($0.0) })
                }
            }
        }
        return names
    }()

    /// A page's `RuleDate` and `RuleDateTests` are a type and a file of tests.
    @Test func codeThatPagesNameExists() {
        let name = #/`([A-Z][a-z]+[A-Z]\w*)(?:\.\w+)?`/#
        var missing: [String] = []
        for page in ["alleaves", "tree", "pricing", "firestore"].map({ "Protocol/\($0).md" }) {
            let text = Self.lines(page).joined(separator: " ")
            missing += text.matches(of: name).map { String($0.1) }
                .filter { !Self.declared.contains($0) }.map { "\(page): \($0)" }
            missing += text.matches(of: #/\b[A-Z]\w+Tests\b/#).map { String($0.0) }
                .filter { !Self.names.contains("\($0).swift") && !Self.isFolder("Tests/\($0)") }
                .map { "\(page): \($0)" }
        }
        #expect(missing == [])
    }

    private static func isFolder(_ path: String) -> Bool {
        paths.contains { $0.hasPrefix(path + "/") }
    }

    /// Symbols in double backticks are declared somewhere in the sources; those of functions with
    /// the argument labels that they are cited with.
    @Test func linkedSymbolsAreDeclared() {
        let link = #/``([^`\s]+)``/#
        var dead: [String] = []
        for comment in Self.comments where !comment.place.hasPrefix("Tests/") {
            for match in comment.text.matches(of: link) {
                let parts = match.1.split(separator: "/")
                let isDeclared = parts.allSatisfy { part in
                    let name = part.prefix { $0 != "(" }
                    guard name.count < part.count else {
                        return Self.declared.contains(String(name))
                    }
                    return Self.signatures.contains(String(part))
                }
                if !isDeclared { dead.append("\(comment.place): \(match.1)") }
            }
        }
        #expect(dead == [])
    }

    /// Every function as a link names it, `find(_:in:)`.
    private static let signatures: Set<String> = {
        let head = #/\b(?:func `?(\w+)`?|(init)\??) *(?:<[^>(]*>)?\(/#
        var found: Set<String> = []
        for file in files where !file.path.hasPrefix("Tests/") {
            let code = file.lines.filter { !$0.drop { $0 == " " }.hasPrefix("//") }
                .joined(separator: "\n")
            for match in code.matches(of: head) {
                let name = match.1 ?? match.2 ?? ""
                found.insert("\(name)(\(labels(code[match.range.upperBound...])))")
            }
        }
        return found
    }()

    /// The labels of the parameters at the beginning of `text`, up to the parenthesis behind them.
    private static func labels(_ text: Substring) -> String {
        var (depth, isLabel, label, labels) = (0, true, "", "")
        for character in text {
            switch character {
            case "(", "[", "{": depth += 1
            case ")" where depth == 0: return labels
            case ")", "]", "}": depth -= 1
            case "," where depth == 0: (isLabel, label) = (true, "")
            case ":" where depth == 0 && isLabel,
                " " where depth == 0 && isLabel && !label.isEmpty:
                labels += label + ":"
                isLabel = false
            default: if isLabel, !character.isWhitespace { label.append(character) }
            }
        }
        return labels
    }
}
