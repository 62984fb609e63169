import JSON
import PointOfSale

extension AlleavesClient {
    /// Batches that expire within the given days according to the POS, which may ignore the bound:
    /// filter by ``BatchDetails/expiry``. The inventory's own dates need no further call.
    public func expiringBatches(
        withinDays days: Int64, deadline: POSDeadline
    ) throws(POSError) -> [BatchDetails] {
        let members = [JSONValue.Member("expiringWithinDays", .integer(days))]
        let call = AlleavesCall(
            method: .post, path: "/inventory/batch/search", body: JSONValue.object(members).bytes)
        let answer = try json(call, deadline, keys: BatchDetails.keys)
        return try list(answer, under: ["data", "batches", "items"], call)
            .compactMap { BatchDetails($0) }
    }
}
