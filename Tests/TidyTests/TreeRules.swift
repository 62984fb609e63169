import Testing

/// Paths of the tree are made and recognised in MirrorTree alone.
extension HouseRules {
    /// Names that mean a collection of the tree wherever they are a whole text.
    private static let plainSegments = [
        "tenants", "publicViews", "integrations", "customer_spending", "posWrites", "posEvents",
        "writeLog", "users",
    ]
    /// Names that mean other things as well: a segment only where the line speaks of paths.
    private static let sharedSegments = [
        "locations", "products", "sessions", "discounts", "orders", "customers", "metadata",
        "notifications", "items", "pos", "brands", "categories", "vendors", "location",
    ]
    private static let pathWords = ["segments", "ids[", "names[", "ResourcePath", "collectionId"]

    /// Files where such a text is no segment, and what it is.
    private static let otherTexts: [String: String] = [
        "Sources/CommandLine/Commands/AdminCommands.swift": "the heading of a figure",
        "Sources/CommandLine/Commands/StatusCommand.swift": "a member of its JSON",
    ]

    private static func isOutsideTheTree(_ path: String) -> Bool {
        !path.hasPrefix("Sources/MirrorTree/") && !path.hasPrefix("Sources/AlleavesSimulator/")
            && otherTexts[path] == nil
    }

    @Test func segmentsOfTheTreeAreSpeltInItsModuleOnly() {
        let found = violations(in: ["Sources/", "Benchmarks/"]) { file, _, line in
            guard Self.isOutsideTheTree(file.path), !line.isComment else { return false }
            if Self.plainSegments.contains(where: { line.contains("\"\($0)\"") }) { return true }
            return Self.pathWords.contains { line.contains($0) }
                && Self.sharedSegments.contains { line.contains("\"\($0)\"") }
        }
        #expect(found == [])
    }

    /// Nor in one text with slashes; examples of commands show paths as an operator writes them.
    @Test func pathsOfTheTreeAreNoTexts() {
        let found = violations(in: ["Sources/", "Benchmarks/"]) { file, _, line in
            guard Self.isOutsideTheTree(file.path), !line.isComment else { return false }
            return ["tenants/*/", "\"tenants/\\(", "/publicViews/\\("].contains {
                line.contains($0)
            }
                && !line.contains("tenants/*/notes") && !line.contains("tenants/*/log")
        }
        #expect(found == [])
    }

    @Test func exceptionsToTheTreesPathsAreNeeded() {
        let needed = Self.otherTexts.keys.filter { path in
            Self.files.contains { file in
                file.path == path
                    && file.lines.contains { line in
                        Self.plainSegments.contains { line.contains("\"\($0)\"") }
                    }
            }
        }
        #expect(Set(needed) == Set(Self.otherTexts.keys))
    }
}

extension String {
    fileprivate var isComment: Bool { drop { $0 == " " }.hasPrefix("//") }
}
