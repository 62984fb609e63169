import JSON
import Synchronization

/// What can change while the server runs. Thread safe.
final class POSStore: Sendable {
    struct State: Sendable {
        var edits = InventoryEdits()
        /// Rows of a recorded inventory; nil when rows are generated.
        var recorded: [JSONValue]?
        var discounts: [JSONValue] = []
        /// Served instead of `discounts`, whatever it is.
        var rawDiscounts: [UInt8]?
        /// Orders changed by writes, by id.
        var changedOrders: [Int: JSONValue] = [:]
        var newOrders: [JSONValue] = []
        var changedCustomers: [Int: JSONValue] = [:]
        var newCustomers: [JSONValue] = []
        var shapes = SimulatorShapes()
        /// By location; those of nil hold where a location has none.
        var inventoryFaults: [Int?: InventoryFaults] = [:]
        var writeCalls = WriteCalls.both
        var missingCallStatus = 404
    }

    private let state: Mutex<State>

    init(_ initial: State) { state = Mutex(initial) }

    /// A frozen copy.
    var current: State { state.withLock { $0 } }

    func update<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        state.withLock { body(&$0) }
    }
}
