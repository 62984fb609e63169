/// What is known of a page when it was read.
struct PageEnd {
    let path: String
    let ids: [String]
    /// Entries of the page, readable or not.
    let count: Int
}

extension AlleavesClient {
    /// Reads pages 1, 2, … until one is short or empty; false if `pagesMax` came first.
    func pages(
        _ pagesMax: Int, _ read: (Int) throws(AlleavesError) -> PageEnd
    ) throws(AlleavesError) -> Bool {
        var previous: [String] = []
        var page = 1
        while page <= pagesMax {
            let end = try read(page)
            // A server that ignores the page number would be read for ever.
            if !end.ids.isEmpty, end.ids == previous {
                throw AlleavesError(
                    code: .suspicious, path: end.path, message: "page \(page) repeats the last one")
            }
            guard end.count >= AlleavesLimits.pageSize else { return true }
            previous = end.ids
            page += 1
        }
        return false
    }
}
