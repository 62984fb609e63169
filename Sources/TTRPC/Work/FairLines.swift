/// Elements that wait in lines, one for each connection. The lines take turns; each keeps its
/// order.
struct FairLines<Element> {
    private var lines: [UInt64: FifoQueue<Element>] = [:]
    /// The lines in which somebody waits, the next first; a line that was removed is skipped.
    private var turns = FifoQueue<UInt64>()
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// The number of elements in one line.
    func count(in line: UInt64) -> Int { lines[line]?.count ?? 0 }

    mutating func append(_ element: Element, to line: UInt64) {
        if lines[line] == nil { turns.append(line) }
        lines[line, default: FifoQueue()].append(element)
        count += 1
    }

    /// The first element of the line whose turn it is; nil where nobody waits.
    mutating func popFirst() -> Element? {
        while let line = turns.popFirst() {
            guard var queue = lines.removeValue(forKey: line), let element = queue.popFirst() else {
                continue
            }
            count -= 1
            if !queue.isEmpty {
                lines[line] = queue
                turns.append(line)
            }
            assert(count >= 0 && (count == 0) == lines.isEmpty, "what is counted waits in a line")
            return element
        }
        return nil
    }

    /// Removes a line with all that wait in it. REQUIRES: nobody joins that line again.
    mutating func remove(_ line: UInt64) -> [Element] {
        guard var queue = lines.removeValue(forKey: line) else { return [] }
        count -= queue.count
        var removed: [Element] = []
        while let element = queue.popFirst() { removed.append(element) }
        return removed
    }

    /// Removes all elements.
    mutating func removeAll() { self = FairLines() }
}
