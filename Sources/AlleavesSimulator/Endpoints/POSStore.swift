import JSON
import Synchronization

/// The mutable state of the server. Any thread.
final class POSStore: Sendable {
    struct State: Sendable {
        var edits = InventoryEdits()
        /// The rows of a recorded inventory; nil if rows are generated.
        var recorded: [JSONValue]?
        var discounts: [JSONValue] = []
        /// Served instead of `discounts`, verbatim.
        var rawDiscounts: [UInt8]?
        /// Orders changed by writes, by id.
        var changedOrders: [Int: JSONValue] = [:]
        var newOrders: [JSONValue] = []
        var changedCustomers: [Int: JSONValue] = [:]
        var newCustomers: [JSONValue] = []
        var shapes = SimulatorShapes()
        /// By location; those of nil apply to locations without their own.
        var inventoryFaults: [Int?: InventoryFaults] = [:]
        var writeCalls = WriteCalls.both
        var missingCallStatus = 404
    }

    private let state: Mutex<State>

    init(_ initial: State) { state = Mutex(initial) }

    /// A snapshot.
    var current: State { state.withLock { $0 } }

    func update<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        state.withLock { body(&$0) }
    }
}
