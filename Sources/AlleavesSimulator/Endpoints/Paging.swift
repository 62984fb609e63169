/// Pages are counted from 1.
enum Paging {
    static func window(page: Int, size: Int, entriesMax: Int?) -> Range<Int> {
        let most = min(entriesMax ?? SimulatorLimits.pageSizeMax, SimulatorLimits.pageSizeMax)
        let size = max(1, min(size, most))
        let page = max(1, min(page, SimulatorLimits.generatedCountMax))
        return (page - 1) * size..<page * size
    }
}
