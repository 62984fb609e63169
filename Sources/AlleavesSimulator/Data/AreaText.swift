/// The columns of a row that describe its area.
enum AreaText {
    static func fields(_ area: StockArea?) -> StaticString {
        switch area {
        case nil: #"","area":null,"area_path":null,"area_type":null,"priority":null"#
        case .retail: retail
        case .damaged: damaged
        case .damagedReturns: returns
        }
    }

    /// The title, with the trailing space that production has.
    static func title(_ area: StockArea) -> StaticString {
        switch area {
        case .retail: "Front Room"
        case .damaged: "Damaged "
        case .damagedReturns: "Damaged Returns"
        }
    }

    private static let retail: StaticString = #"""
        ","area":"Front Room","area_path":"Front Room","area_type":"Retail","priority":1
        """#
    private static let damaged: StaticString = #"""
        ","area":"Damaged ","area_path":"Damaged ","area_type":"Damaged","priority":null
        """#
    private static let returns: StaticString = #"""
        ","area":"Damaged Returns","area_path":"Damaged Returns","area_type":"Damaged"\#
        ,"priority":null
        """#
}
