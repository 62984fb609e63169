import JSON
import PointOfSale
import TextForms

extension AlleavesClient {
    static let inventoryPath = "/inventory/search"

    /// One response of the inventory search, parsed as it arrives: from row `skip` on if given,
    /// otherwise whatever the POS returns unpaged.
    func inventoryPage(
        _ locationID: String?, skip: Int?, _ take: Int, _ deadline: POSDeadline
    ) throws(POSError) -> Inventory {
        var members = [JSONValue.Member("query", .string(""))]
        // The POS accepts only whole numbers.
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
        return try perform(call, deadline) {
            InventoryResponse(path: call.path, memory: environment.memory)
        }
    }

    /// The areas of a location (default: the credentials' own), in either form of the response.
    public func areas(
        locationID: String?, deadline: POSDeadline
    ) throws(POSError) -> [POSArea] {
        guard let id = numericLocationID(locationID) else {
            throw POSError(
                code: .invalidRequest, path: "/inventory/area", message: "no numeric location id")
        }
        let call = AlleavesCall(path: "/inventory/area", query: "id_location=\(id)")
        let answer = try json(call, deadline, keys: POSArea.keys, isList: true)
        return POSArea.all(in: try list(answer, under: ["data", "areas", "area_list"], call))
    }

    /// The given location or the credentials' own, as a number of the POS.
    func numericLocationID(_ locationID: String?) -> Int64? {
        guard let text = locationID.flatMap(\.nonBlankOfControls) else {
            return credentials.numericLocationID
        }
        return Int64(text)
    }

    /// The elements of a bare array, or of the first array under one of `keys`. Throws if the
    /// response reports an error.
    func list(
        _ answer: JSONValue, under keys: [String], _ call: AlleavesCall
    ) throws(POSError) -> [JSONValue] {
        if let elements = answer.array { return elements }
        try refuseError(in: answer, call)
        for key in keys { if let elements = answer[key]?.array { return elements } }
        throw POSError(JSONFault(.unexpectedShape, offset: 0), path: call.path)
    }
}
