/// One order as the POS has it, with all that tells whether it is what was asked for.
public struct POSOrderDetail: Equatable, Sendable {
    public var order: POSOrder
    public var lines: [POSPlacedLine] = []
    /// Whether the answer has a list of lines, be it empty.
    public var showsLines = false
    /// The answer has a place for the customer, and nobody is there.
    public var isForNobody = false
    /// A flag says that the order was called off; its status may say so as well.
    public var isVoid = false

    public init(order: POSOrder) { self.order = order }
}
