extension RandomAccessCollection where Index == Int {
    /// Binary search: the first index whose element does not satisfy the predicate, or the end.
    /// REQUIRES: the elements that satisfy it come first.
    @inlinable
    @inline(__always)
    public func partitionPoint(where comesBefore: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low &+ (high &- low) / 2
            if comesBefore(self[middle]) { low = middle &+ 1 } else { high = middle }
        }
        return low
    }
}
