import Testing

/// Another point of sale is one module and one line: only its adapter knows a provider by name.
extension HouseRules {
    private static let provider = "alleaves"

    /// Where a provider may be named: its adapter, what plays one, and what composes.
    private static let composing = [
        "Sources/Alleaves/", "Sources/AlleavesSimulator/", "Sources/posmirrord/",
        "Sources/posmirror/",
    ]

    /// Files that name one as data or as an example, and why.
    private static let examples: [String: String] = [
        "Sources/Sync/Customers/ContactAddress.swift": "stored orders carry its addresses",
        "Sources/CommandLine/Arguments/KnownProvider.swift": "the table of providers' settings",
        "Sources/CommandLine/Commands/MirrorCommands.swift": "a document's id as an example",
        "Sources/CommandLine/Commands/ProductCommands.swift": "a document's id as an example",
    ]

    @Test func providersAreNamedInTheirAdaptersOnly() {
        let found = violations(in: ["Sources/"]) { file, _, line in
            guard !Self.composing.contains(where: { file.path.hasPrefix($0) }),
                Self.examples[file.path] == nil
            else { return false }
            let text = line.lowercased().replacing("protocol/\(Self.provider).md", with: "")
            // A comment may show a document's id as it is stored.
            let isComment = text.drop { $0 == " " }.hasPrefix("//")
            return isComment
                ? text.replacing("`\(Self.provider)_", with: "").contains(Self.provider)
                : text.contains(Self.provider)
        }
        #expect(found == [])
    }

    /// An exception that nothing needs any more is none.
    @Test func exceptionsToTheProvidersWallAreNeeded() {
        let needed = Self.examples.keys.filter { path in
            Self.files.contains { file in
                file.path == path && file.lines.contains { $0.lowercased().contains(Self.provider) }
            }
        }
        #expect(Set(needed) == Set(Self.examples.keys))
    }

    /// Sync and the services import no adapter.
    @Test func onlyTheExecutableComposesAdapters() {
        let found = violations(in: ["Sources/"]) { file, _, line in
            line == "import Alleaves" && !Self.composing.contains { file.path.hasPrefix($0) }
        }
        #expect(found == [])
    }
}
