/// A line of an order to be submitted.
public struct POSNewOrderItem: Equatable, Sendable {
    public var productID: String
    public var quantityThousandths: Int64
    public var unitPriceCents: Int64

    public init(productID: String, quantityThousandths: Int64, unitPriceCents: Int64) {
        self.productID = productID
        self.quantityThousandths = quantityThousandths
        self.unitPriceCents = unitPriceCents
    }
}
