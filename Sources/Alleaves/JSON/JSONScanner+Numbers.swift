import PointOfSale

extension JSONScanner {
    /// Reads the number at the cursor.
    @inline(__always)
    mutating func number() throws(JSONFault) -> DecimalNumber {
        var position = cursor
        guard let number = DecimalNumber.scan(&position, strict: true) else {
            cursor = position
            throw fault()
        }
        cursor = position
        return number
    }
}
