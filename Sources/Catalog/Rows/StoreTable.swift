/// Dictionary encoding of the locations that a tenant's prices are of.
///
/// Code 0 is none. Codes are assigned in order of appearance and never change their meaning.
struct StoreTable: Sendable {
    /// Codes by location id.
    private(set) var codes: [String: UInt16] = [:]
    /// Location ids by code; index 0 is none.
    private(set) var ids: [String] = [""]

    var count: Int { ids.count }

    /// The location of a code; nil for 0.
    func id(_ code: UInt16) -> String? { code == 0 ? nil : ids[Int(code)] }

    /// The code of a location, assigned if new; 0 where there are too many, so that what cannot be
    /// told apart counts as of no store.
    mutating func add(_ id: [UInt8]) -> UInt16 {
        if id.isEmpty { return 0 }
        let text = String(decoding: id, as: UTF8.self)
        if let code = codes[text] { return code }
        guard ids.count <= Int(UInt16.max) else { return 0 }
        let code = UInt16(ids.count)
        codes[text] = code
        ids.append(text)
        precondition(codes.count + 1 == ids.count, "every location has a code, and none has 0")
        return code
    }
}
