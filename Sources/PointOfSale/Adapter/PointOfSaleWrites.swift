/// What the services write to a location's point of sale. Thread-safe; every call blocks its
/// thread. None is sent again when it is unknown whether the POS has acted.
///
/// An adapter whose POS has a write throws an error that is ``POSError/isMissingCall`` for those
/// that it has not.
public protocol PointOfSaleWrites: Sendable {
    /// The families of calls in the order in which to try them.
    func families(for subject: WriteFamily.Subject) -> [WriteFamily]

    /// Takes note of a family that has answered.
    func learn(_ family: WriteFamily, for subject: WriteFamily.Subject)

    func createCustomer(
        _ customer: POSNewCustomer, by family: WriteFamily, deadline: POSDeadline
    ) throws(POSError) -> POSCustomer

    /// Submits a whole order in one call.
    func submitOrder(
        customerID: String, items: [POSNewOrderItem], notes: String?, source: String,
        deadline: POSDeadline
    ) throws(POSError) -> POSOrderDetail

    /// Opens an order without lines.
    func openOrder(
        customerID: String, notes: String?, source: String, deadline: POSDeadline
    ) throws(POSError) -> POSOrder

    /// Adds a line to an open order. Nil where the answer does not show the line.
    func addLine(
        _ line: POSOrderLine, toOrder id: String, deadline: POSDeadline
    ) throws(POSError) -> POSPlacedLine?

    /// Sets what one unit of a line costs. False where the answer does not say that it was done.
    func setPrice(
        _ cents: Int64, ofLine line: String, inOrder id: String, deadline: POSDeadline
    ) throws(POSError) -> Bool

    /// An order with its lines as the POS has it now. Throws `suspicious` where the answer is
    /// another order.
    func order(id: String, deadline: POSDeadline) throws(POSError) -> POSOrderDetail

    /// Puts a discount on an open order and returns the order with its new totals.
    func applyDiscount(
        _ idDiscount: String, toOrder idOrder: String, deadline: POSDeadline
    ) throws(POSError) -> POSOrder

    /// Creates a rule and returns it as the POS has it.
    func createDiscount(
        _ change: POSDiscountChange, deadline: POSDeadline
    ) throws(POSError) -> POSDiscount

    /// Changes a rule; deactivating is `isActive` false.
    func updateDiscount(
        _ idDiscount: String, _ change: POSDiscountChange, deadline: POSDeadline
    ) throws(POSError)

    /// Changes a customer's points and returns the new balance.
    func changeLoyaltyPoints(
        _ idCustomer: String, by points: Int64, reason: String, deadline: POSDeadline
    ) throws(POSError) -> POSBalance

    /// Adds store credit and returns the new balance in cents.
    func addStoreCredit(
        _ idCustomer: String, cents: Int64, reason: String, deadline: POSDeadline
    ) throws(POSError) -> POSBalance
}

/// The two ways in which points of sale create orders and customers.
public enum WriteFamily: String, Sendable, CaseIterable {
    /// An order is opened, and its lines are added one by one from batches.
    case native
    /// All at once, at a location.
    case located

    /// What is created.
    public enum Subject: Sendable {
        case order, customer
    }
}

extension POSError {
    /// The POS has no such call: it answered 404 or 405, so certainly nothing was done. A 404 may
    /// mean what the call names as well; the other family's answer tells.
    public var isMissingCall: Bool { isUntouched && (status == 404 || status == 405) }
}
