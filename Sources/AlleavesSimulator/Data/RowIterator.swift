/// Iterates over the rows of an inventory in order.
struct RowIterator {
    private let generator: InventoryGenerator
    private let edits: InventoryEdits
    private let locations: Range<Int>
    private var location: Int
    private var item = 0
    private var second: StrideToIterator<Int>
    private var pendingTwin: Int?
    private var isInFirstRows = true

    init(_ generator: InventoryGenerator, _ edits: InventoryEdits, locations: Range<Int>) {
        self.generator = generator
        self.edits = edits
        self.locations = locations
        location = locations.lowerBound
        second = generator.secondRowItems.makeIterator()
    }

    mutating func next() -> (item: Int, role: RowRole, location: Int)? {
        while location < locations.upperBound {
            if let twin = pendingTwin {
                pendingTwin = nil
                return (twin, .damagedTwin, location)
            }
            if isInFirstRows, let first = nextFirst() { return first }
            isInFirstRows = false
            if let second = nextSecond() { return second }
            location += 1
            item = 0
            isInFirstRows = true
            second = generator.secondRowItems.makeIterator()
        }
        return nil
    }

    private mutating func nextFirst() -> (item: Int, role: RowRole, location: Int)? {
        while item < generator.products {
            let index = item
            item += 1
            if edits.hides(index, seed: generator.seed) { continue }
            if generator.secondRole(index) == .damagedTwin && edits.stocks[index] == nil {
                pendingTwin = index
            }
            return (index, .first, location)
        }
        return nil
    }

    private mutating func nextSecond() -> (item: Int, role: RowRole, location: Int)? {
        while let index = second.next() {
            if generator.secondRole(index) != .secondBatch { continue }
            if edits.hides(index, seed: generator.seed) { continue }
            return (index, .secondBatch, location)
        }
        return nil
    }
}
