extension Int64 {
    /// The saturated sum: clamped to the range of Int64, because sums of external values must not
    /// trap.
    static func +| (left: Int64, right: Int64) -> Int64 {
        let (sum, isOutside) = left.addingReportingOverflow(right)
        guard isOutside else { return sum }
        return right < 0 ? .min : .max
    }

    static func +|= (left: inout Int64, right: Int64) { left = left +| right }
}

infix operator +| : AdditionPrecedence
infix operator +|= : AssignmentPrecedence
