import PointOfSale

/// Anomalies in the listings of a run, counted, with one example id each.
struct ListingAnomalies {
    private struct Anomaly {
        var count = 0
        var example: String?

        mutating func add(_ count: Int, _ example: String?) {
            guard count > 0 else { return }
            self.count += count
            self.example = self.example ?? example
        }

        func text(_ one: String, _ many: String) -> String? {
            guard count > 0 else { return nil }
            let shown = example.map { ", for example \($0.prefix(40))" } ?? ""
            return "\(count) \(count == 1 ? one : many)\(shown)"
        }
    }

    private var withoutID = Anomaly()
    private var repeated = Anomaly()
    private var linesWithoutID = Anomaly()
    private var unusable = Anomaly()

    mutating func add(_ end: ListingEnd) {
        withoutID.add(end.withoutID, nil)
        repeated.add(end.repeated, end.repeatedExample)
    }

    /// Counts lines of an order without an item.
    mutating func addLines(_ count: Int, of order: String) { linesWithoutID.add(count, order) }

    /// Counts a record whose id no document can have.
    mutating func addUnusable() { unusable.add(1, nil) }

    mutating func add(_ other: ListingAnomalies) {
        withoutID.add(other.withoutID.count, other.withoutID.example)
        repeated.add(other.repeated.count, other.repeated.example)
        linesWithoutID.add(other.linesWithoutID.count, other.linesWithoutID.example)
        unusable.add(other.unusable.count, other.unusable.example)
    }

    /// One sentence per anomaly.
    func texts(of records: String) -> [String] {
        [
            withoutID.text(
                "entry of \(records) has no id and was left out",
                "entries of \(records) have no id and were left out"),
            repeated.text(
                "entry of \(records) came more than once and counts once",
                "entries of \(records) came more than once and count once"),
            linesWithoutID.text(
                "line of \(records) names no item, in one",
                "lines of \(records) name no item, in some"),
            unusable.text(
                "entry of \(records) has an id that no document can have",
                "entries of \(records) have an id that no document can have"),
        ].compactMap { $0 }
    }
}
