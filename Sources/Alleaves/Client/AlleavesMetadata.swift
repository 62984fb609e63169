/// A brand, category or vendor.
public struct AlleavesName: Equatable, Sendable {
    /// The POS's number; nil if it has none.
    public var id: Int64?
    public var name: String

    public init(id: Int64?, name: String) {
        self.id = id
        self.name = name
    }
}

extension AlleavesClient {
    public func brands(deadline: AlleavesDeadline) throws(AlleavesError) -> [AlleavesName] {
        try names("brand", deadline)
    }

    public func categories(deadline: AlleavesDeadline) throws(AlleavesError) -> [AlleavesName] {
        try names("category", deadline)
    }

    public func vendors(deadline: AlleavesDeadline) throws(AlleavesError) -> [AlleavesName] {
        try names("vendor", deadline)
    }

    /// Entries without a name are left out; all else is as the POS has it.
    private func names(
        _ kind: String, _ deadline: AlleavesDeadline
    ) throws(AlleavesError) -> [AlleavesName] {
        let call = AlleavesCall(path: "/inventory/\(kind)")
        let keys: Set<String> = ["id_\(kind)", "id", kind, "name", "data", "items"]
        let answer = try json(call, deadline, keys: keys)
        return try list(answer, under: ["data", "items"], call).compactMap { entry in
            guard let name = entry[kind]?.text ?? entry["name"]?.text else { return nil }
            let id = entry["id_\(kind)"] ?? entry["id"]
            return AlleavesName(id: id?.integer, name: name)
        }
    }
}
