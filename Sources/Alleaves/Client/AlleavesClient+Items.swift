import JSON
import PointOfSale

extension AlleavesClient {
    static let itemSearchPath = "/inventory/item/search"

    /// Display data of all items, page by page until one has nothing new. Optional: after a failure
    /// the result is partial; throws only if it is empty.
    public func itemDetails(
        locationID: String?, deadline: POSDeadline
    ) throws(POSError) -> ItemDetailsList {
        var list = ItemDetailsList()
        var (skip, textBytes) = (0, 0)
        for _ in 0..<AlleavesLimits.itemPagesMax {
            let rows: [JSONValue]
            do throws(POSError) {
                rows = try itemPage(locationID, skip: skip, deadline)
            } catch {
                guard skip > 0 else { throw error }
                list.failure = error
                return list
            }
            skip += rows.count
            let before = list.details.count
            for row in rows {
                guard !row.isSpoilt else {
                    list.unreadable.noteRows(
                        1, of: "items", example: row["id_item"]?.idReading.value)
                    continue
                }
                guard let details = ItemDetails(row, &list.unreadable) else { continue }
                textBytes += details.textBytes
                list.details[POSID(details.idItem)] = details
            }
            if list.details.count == before || rows.count > AlleavesLimits.itemPageRows {
                return list
            }
            if let total = Self.total(rows), list.details.count == total { return list }
            guard textBytes <= AlleavesLimits.itemTextBytesMax else { break }
        }
        list.failure = POSError(
            code: .tooLarge, path: Self.itemSearchPath, message: "more items than are read")
        return list
    }

    private static func total(_ rows: [JSONValue]) -> Int? {
        rows.first?["total_rows"]?.integer.map { Int(clamping: $0) }
    }

    private func itemPage(
        _ locationID: String?, skip: Int, _ deadline: POSDeadline
    ) throws(POSError) -> [JSONValue] {
        var members = [JSONValue.Member("query", .string(""))]
        if let id = numericLocationID(locationID) {
            members.append(JSONValue.Member("id_location", .integer(id)))
        }
        members.append(JSONValue.Member("skip", .integer(Int64(skip))))
        members.append(
            JSONValue.Member("take", .integer(Int64(AlleavesLimits.itemPageRows))))
        let call = AlleavesCall(
            method: .post, path: Self.itemSearchPath, body: JSONValue.object(members).bytes,
            timeoutMilliseconds: AlleavesLimits.itemTimeoutMilliseconds,
            bodyBytesMax: AlleavesLimits.itemBodyBytesMax,
            triesMax: AlleavesLimits.itemTriesMax)
        let answer = try json(call, deadline, keys: ItemDetails.keys, isList: true)
        return try list(answer, under: ["data", "items"], call)
    }
}
