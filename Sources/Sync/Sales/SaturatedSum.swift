extension Int64 {
    /// The sum; the nearest end of the range where it lies outside. Sums of what others have sent
    /// never trap, however much they send.
    static func +| (left: Int64, right: Int64) -> Int64 {
        let (sum, isOutside) = left.addingReportingOverflow(right)
        guard isOutside else { return sum }
        return right < 0 ? .min : .max
    }

    static func +|= (left: inout Int64, right: Int64) { left = left +| right }
}

infix operator +| : AdditionPrecedence
infix operator +|= : AssignmentPrecedence
