/// Pages count from 1.
enum Paging {
    static func window(page: Int, size: Int) -> Range<Int> {
        let size = max(1, min(size, SimulatorLimits.pageSizeMax))
        let page = max(1, min(page, SimulatorLimits.generatedCountMax))
        return (page - 1) * size..<page * size
    }
}
