import JSON
import PointOfSale
import TextForms

extension AlleavesClient {
    static let inventoryPath = "/inventory/search"

    /// One answer of the inventory search, parsed while it arrives; from `skip` on where it is
    /// given, else all that the POS answers by itself.
    func inventoryPage(
        _ locationID: String?, skip: Int?, _ take: Int, _ deadline: POSDeadline
    ) throws(POSError) -> Inventory {
        var members = [JSONValue.Member("query", .string(""))]
        // The POS knows whole numbers only; another text would be refused.
        if let id = numericLocationID(locationID) {
            members.append(JSONValue.Member("id_location", .integer(id)))
        }
        if let skip {
            members.append(JSONValue.Member("skip", .integer(Int64(skip))))
            members.append(JSONValue.Member("take", .integer(Int64(take))))
        }
        let call = AlleavesCall(
            method: .post, path: Self.inventoryPath, body: JSONValue.object(members).bytes,
            timeoutMilliseconds: AlleavesLimits.inventoryTimeoutMilliseconds,
            bodyBytesMax: AlleavesLimits.inventoryBodyBytesMax)
        return try perform(call, deadline) { InventoryAnswer(path: call.path) }
    }

    /// The areas of a location (default: the credentials' own), in either shape of the answer.
    public func areas(
        locationID: String?, deadline: POSDeadline
    ) throws(POSError) -> [POSArea] {
        guard let id = numericLocationID(locationID) else {
            throw POSError(
                code: .invalidRequest, path: "/inventory/area", message: "no numeric location id")
        }
        let call = AlleavesCall(path: "/inventory/area", query: "id_location=\(id)")
        let answer = try json(call, deadline, keys: POSArea.keys)
        return POSArea.all(in: try list(answer, under: ["data", "areas", "area_list"], call))
    }

    /// The credentials' location, or another one, as the POS's number.
    func numericLocationID(_ locationID: String?) -> Int64? {
        guard let text = locationID.flatMap(\.nonBlankOfControls) else {
            return credentials.numericLocationID
        }
        return Int64(text)
    }

    /// The elements of a bare array, or of the first array under one of `keys`. Throws where the
    /// answer reports an error.
    func list(
        _ answer: JSONValue, under keys: [String], _ call: AlleavesCall
    ) throws(POSError) -> [JSONValue] {
        if let elements = answer.array { return elements }
        try refuseError(in: answer, call)
        for key in keys { if let elements = answer[key]?.array { return elements } }
        throw POSError(JSONFault(.unexpectedShape, offset: 0), path: call.path)
    }
}
