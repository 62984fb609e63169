extension RandomAccessCollection where Index == Int {
    /// Binary search: the index of an element for which `compare` returns 0, or where it would be
    /// inserted. `compare` is negative for elements before the target. REQUIRES: the elements are
    /// sorted.
    @inlinable
    @inline(__always)
    public func binarySearch(_ compare: (Element) -> Int) -> (index: Int, isFound: Bool) {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low &+ (high &- low) / 2
            let order = compare(self[middle])
            if order == 0 { return (middle, true) }
            if order < 0 { low = middle &+ 1 } else { high = middle }
        }
        return (low, false)
    }
}
