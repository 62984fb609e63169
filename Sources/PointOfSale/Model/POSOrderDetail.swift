/// One order of the POS, with the fields needed to compare it with a request.
public struct POSOrderDetail: Equatable, Sendable {
    public var order: POSOrder
    public var lines: [POSPlacedLine] = []
    /// Whether the response has a list of lines, possibly empty.
    public var showsLines = false
    /// The response has a customer field, which is empty.
    public var isForNobody = false
    /// Whether a flag marks the order as cancelled, in addition to its status.
    public var isVoid = false

    public init(order: POSOrder) { self.order = order }
}
