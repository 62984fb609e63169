extension RandomAccessCollection where Index == Int {
    /// The first place whose element does not come before what is looked for; the end where all
    /// do. Elements must be in order: once one does not come before, none after it does.
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
