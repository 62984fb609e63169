extension RandomAccessCollection where Index == Int {
    /// The first index whose element is not before the wanted one, or the end (binary search).
    /// REQUIRES: the elements are partitioned: once one is not before, none after it is.
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
