/// Writes to a location's point of sale. Any thread; every call blocks its thread. A write whose
/// outcome is unknown is never repeated.
///
/// A POS that lacks a write throws an error that is ``POSError/isMissingCall``.
public protocol PointOfSaleWrites: Sendable {
    /// The families of calls, in the order in which to try them.
    func families(for subject: WriteFamily.Subject) -> [WriteFamily]

    /// Records that a family is supported.
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

    /// Adds a line to an open order. Nil if the response does not contain the line.
    func addLine(
        _ line: POSOrderLine, toOrder id: String, deadline: POSDeadline
    ) throws(POSError) -> POSPlacedLine?

    /// Sets the unit price of a line. False if the response does not confirm it.
    func setPrice(
        _ cents: Int64, ofLine line: String, inOrder id: String, deadline: POSDeadline
    ) throws(POSError) -> Bool

    /// An order with its current lines. Throws `suspicious` if the response is another order.
    func order(id: String, deadline: POSDeadline) throws(POSError) -> POSOrderDetail

    /// Applies a discount to an open order; returns the order with its new totals.
    func applyDiscount(
        _ idDiscount: String, toOrder idOrder: String, deadline: POSDeadline
    ) throws(POSError) -> POSOrder

    /// Creates a rule; returns it as stored by the POS.
    func createDiscount(
        _ change: POSDiscountChange, deadline: POSDeadline
    ) throws(POSError) -> POSDiscount

    /// Changes a rule; `isActive` false deactivates it.
    func updateDiscount(
        _ idDiscount: String, _ change: POSDiscountChange, deadline: POSDeadline
    ) throws(POSError)

    /// Changes a customer's points; returns the new balance.
    func changeLoyaltyPoints(
        _ idCustomer: String, by points: Int64, reason: String, deadline: POSDeadline
    ) throws(POSError) -> POSBalance

    /// Adds store credit; returns the new balance in cents.
    func addStoreCredit(
        _ idCustomer: String, cents: Int64, reason: String, deadline: POSDeadline
    ) throws(POSError) -> POSBalance
}

/// The two ways of creating orders and customers.
public enum WriteFamily: String, Sendable, CaseIterable {
    /// An order is opened, then lines are added from batches.
    case native
    /// In one call, at a location.
    case located

    /// What is created.
    public enum Subject: Sendable {
        case order, customer
    }
}

extension POSError {
    /// Whether the POS lacks the call: the status was 404 or 405, so certainly nothing was done. A
    /// 404 may also mean that the named object is missing; the other family's response decides.
    public var isMissingCall: Bool { isUntouched && (status == 404 || status == 405) }
}
