import JSON
import PointOfSale

extension AlleavesClient {
    /// Batches that the POS says expire within so many days; it may ignore the bound, so filter
    /// the result by ``BatchDetails/expiry``. The inventory's own dates need no extra call.
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
