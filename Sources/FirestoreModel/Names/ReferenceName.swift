import Ordering

/// The sort key of a reference value: project, database, then ids.
///
/// Text that is no document name (which writes reject) counts as ids alone, so that the order is
/// total.
struct ReferenceName {
    let project: Substring
    let database: Substring
    let ids: ArraySlice<Substring>

    init(_ name: String) {
        let parts = name.utf8.split(separator: 0x2F, omittingEmptySubsequences: false).map {
            Substring($0)
        }
        if parts.count >= 5, parts[0] == "projects", parts[2] == "databases",
            parts[4] == "documents"
        {
            (project, database, ids) = (parts[1], parts[3], parts[5...])
        } else {
            (project, database, ids) = ("", "", parts[...])
        }
    }

    static func compare(_ left: String, _ right: String) -> Int {
        if ByteOrder.equal(left, right) { return 0 }
        let (first, second) = (ReferenceName(left), ReferenceName(right))
        let projects = ByteOrder.compare(String(first.project), String(second.project))
        if projects != 0 { return projects }
        let databases = ByteOrder.compare(String(first.database), String(second.database))
        if databases != 0 { return databases }
        return ResourcePath.compare(first.path, second.path)
    }

    /// The ids as a path; unchecked.
    var path: ResourcePath { ResourcePath(uncheckedSegments: ids.map(String.init)) }
}
