/// What is known of a page when it was read.
struct PageEnd {
    let path: String
    let ids: [String]
    /// Entries of the page, readable or not.
    let count: Int
}

extension AlleavesClient {
    /// Records of a full page.
    public static let pageRecords = AlleavesLimits.pageSize

    /// Reads pages from `first` on until one is short or empty; false if `pagesMax` of them came
    /// before that.
    func pages(
        _ pagesMax: Int, from first: Int = 1, _ read: (Int) throws(AlleavesError) -> PageEnd
    ) throws(AlleavesError) -> Bool {
        var previous: [String] = []
        var page = first
        while page - first < pagesMax {
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
