import Testing

@testable import CommandLine

@Suite struct TextTableTests {
    private func table() -> TextTable {
        var table = TextTable([.flexible("NAME"), .right("PRICE"), .left("ID")])
        table.add("Blue Dream", "$19.99", "a1")
        table.add("OG", "$5.00", "")
        return table
    }

    @Test func columnsAreAlignedAndLinesHaveNoTrailingSpaces() {
        let expected = """
            NAME         PRICE  ID
            Blue Dream  $19.99  a1
            OG           $5.00

            """
        #expect(table().text(TerminalCapabilities()) == expected)
    }

    @Test func flexibleColumnsAreCutToTheTerminal() {
        var table = table()
        table.add("A very long name of a product", "$1.00", "b2")
        let lines = table.text(TerminalCapabilities(isTerminal: true, width: 30)).split(
            separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 30 })
        #expect(lines.last == "A very long name …   $1.00  b2")
    }

    @Test func nothingIsCutWithoutATerminal() {
        var table = table()
        let name = String(repeating: "long ", count: 100)
        table.add(.init(name), "$1.00", "b2")
        #expect(table.text(TerminalCapabilities()).contains(name))
    }

    @Test func theWidestFlexibleColumnIsCutFirst() {
        var table = TextTable([.flexible("A"), .flexible("B")])
        table.add("twelve chars", "a text of thirty-two characters.")
        let line = table.text(TerminalCapabilities(isTerminal: true, width: 30)).split(
            separator: "\n")[1]
        #expect(line == "twelve chars  a text of thirt…")
    }

    @Test func aTerminalTooNarrowForTheTableStillGetsIt() {
        let text = table().text(TerminalCapabilities(isTerminal: true, width: 1))
        #expect(text.contains("$19.99"))
    }

    @Test func toneIsPaintedOnlyWithColour() {
        var table = TextTable([.left(""), .left("")])
        table.add(.init("ok", .good), "x")
        #expect(table.text(TerminalCapabilities()) == "ok  x\n")
        let facts = TerminalCapabilities(isTerminal: true, width: 80, hasColor: true)
        #expect(table.text(facts) == "\u{1B}[32mok\u{1B}[0m  x\n")
    }

    @Test func textFromOutsideCannotBreakTheTable() {
        var table = TextTable([.left("A")])
        table.add(.init("x\ny\u{1B}[2J"))
        #expect(table.text(TerminalCapabilities()) == "A\nx\\ny\\x1b[2J\n")
    }

    @Test func colourNeedsATerminalThatWantsIt() {
        let facts = TerminalCapabilities(descriptor: -1, environment: { _ in nil })
        #expect(facts == TerminalCapabilities())
    }
}
