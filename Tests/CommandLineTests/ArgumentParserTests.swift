import Testing

@testable import CommandLine

@Suite struct ArgumentParserTests {
    private static let menu = Command(
        "menu", arguments: [.init("ORG", "tenant")],
        options: [
            .value("brand", "NAME", "brand", repeatable: true), .value("limit", "N", "rows"),
            .flag("all", "everything"),
        ],
        summary: "", examples: [], run: { _ in .ok })
    private static let put = Command(
        "location put", arguments: [.init("ID", "id")], summary: "", examples: [],
        run: { _ in .ok })
    private static let list = Command(
        "location list", summary: "", examples: [], run: { _ in .ok })
    private static let own = Command(
        "simulate", summary: "", examples: [], readsItsOwnArguments: true, run: { _ in .ok })
    private let parser = ArgumentParser(commands: [menu, put, list, own])

    private func arguments(_ line: String) throws -> ParsedArguments {
        let words = line.split(separator: " ").map { String($0) }
        guard case .run(_, let arguments) = try parser.parse(words) else {
            throw CommandFailure.usage("not a command to run")
        }
        return arguments
    }

    private func failure(_ words: [String]) throws -> CommandFailure {
        try #require(throws: CommandFailure.self) { _ = try parser.parse(words) }
    }

    @Test func globalOptionsStandBeforeAndAfterTheCommand() throws {
        for line in ["--socket /s --json menu acme", "menu acme --json --socket=/s"] {
            let arguments = try arguments(line)
            #expect(arguments.value("socket") == "/s")
            #expect(arguments.has("json"))
            #expect(arguments.positional(0) == "acme")
        }
    }

    @Test func repeatableOptionsKeepTheirOrder() throws {
        let arguments = try arguments("menu --brand A acme --brand=B")
        #expect(arguments.values("brand") == ["A", "B"])
    }

    @Test func aValueMayContainAnEqualsSignOrBeADash() throws {
        #expect(try arguments("menu acme --brand=a=b").values("brand") == ["a=b"])
        #expect(try arguments("menu acme --brand -").values("brand") == ["-"])
    }

    @Test func twoDashesEndTheOptions() throws {
        #expect(try arguments("menu -- --all").positional(0) == "--all")
    }

    @Test func commandsOfTwoWordsAreFound() throws {
        guard case .run(let command, let arguments) = try parser.parse(["location", "put", "x"])
        else { return #expect(Bool(false), "not run") }
        #expect(command.name == "location put")
        #expect(arguments.positional(0) == "x")
    }

    @Test(arguments: [
        (["mneu", "x"], "did you mean menu?"), (["menu", "x", "--brnad", "y"], "--brand"),
        (["location", "lst"], "did you mean location list?"),
        (["location"], "location put or location list"), (["--jsno", "menu"], "--json"),
        (["men"], "did you mean menu?"),
    ])
    func aWrongWordIsAnsweredWithTheNearestRightOne(words: [String], remedy: String) throws {
        let failure = try failure(words)
        #expect(failure.exitCode == .usage)
        #expect(failure.remedy.contains(remedy))
    }

    @Test(arguments: [
        [], ["menu"], ["menu", "a", "b"], ["menu", ""], ["menu", "a", "--limit"],
        ["menu", "a", "--limit", "--all"], ["menu", "a", "--limit="], ["menu", "a", "--all=1"],
        ["menu", "a", "--limit", "1", "--limit", "2"], ["menu", "a", "-x"], ["nothing", "alike"],
        ["help", "nothing"],
    ])
    func whatCannotBeMeantIsRefused(words: [String]) throws {
        #expect(try failure(words).exitCode == .usage)
    }

    @Test(arguments: [["--help"], ["-h"], ["help"]])
    func helpOfTheProgramIsFoundByEveryName(words: [String]) throws {
        guard case .help(nil) = try parser.parse(words) else {
            return #expect(Bool(false), "no help")
        }
    }

    @Test(arguments: [
        ["menu", "--help"], ["--help", "menu"], ["help", "menu"], ["menu", "a", "-h"],
    ])
    func helpOfACommandIsFoundByEveryName(words: [String]) throws {
        guard case .help(let command?) = try parser.parse(words) else {
            return #expect(Bool(false), "no help")
        }
        #expect(command.name == "menu")
    }

    @Test func aCommandThatReadsItsOwnArgumentsGetsThemUntouched() throws {
        let arguments = try arguments("simulate --port 1 --json --unknown")
        #expect(arguments.rest == ["--port", "1", "--unknown"])
        #expect(arguments.has("json"))
    }

    @Test func numbersMustLieInTheirRange() throws {
        #expect(try arguments("menu a --limit 7").integer("limit", in: 1...10) == 7)
        for text in ["0", "11", "x", "1.5", "99999999999999999999"] {
            let arguments = try arguments("menu a --limit \(text)")
            #expect(throws: CommandFailure.self) { try arguments.integer("limit", in: 1...10) }
        }
    }

    @Test func distanceCountsASwapAsOneMistake() {
        func distance(_ left: String, _ right: String) -> Int {
            Suggestion.distance(Array(left.unicodeScalars), Array(right.unicodeScalars))
        }
        #expect(distance("mneu", "menu") == 1)
        #expect(distance("kitten", "sitting") == 3)
        #expect(distance("", "abc") == 3)
        #expect(Suggestion.nearest(to: "zebra", among: ["menu", "list"]) == nil)
    }
}
