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

/// The POS's list of them.
public struct AlleavesNameList: Equatable, Sendable {
    public var names: [AlleavesName]
    /// Entries without a name that can be read.
    public var unreadableCount = 0
    /// The POS says that there are more than it answers.
    public var isShort = false
    /// Values that were there and could not be read, by field.
    public var unreadable = UnreadableValues()

    public init(names: [AlleavesName]) { self.names = names }
}

extension AlleavesClient {
    public func brands(deadline: AlleavesDeadline) throws(AlleavesError) -> AlleavesNameList {
        try names("brand", "brands", deadline)
    }

    public func categories(deadline: AlleavesDeadline) throws(AlleavesError) -> AlleavesNameList {
        try names("category", "categories", deadline)
    }

    public func vendors(deadline: AlleavesDeadline) throws(AlleavesError) -> AlleavesNameList {
        try names("vendor", "vendors", deadline)
    }

    /// Entries without a name are left out and counted; all else is as the POS has it.
    private func names(
        _ kind: String, _ listing: String, _ deadline: AlleavesDeadline
    ) throws(AlleavesError) -> AlleavesNameList {
        let call = AlleavesCall(path: "/inventory/\(kind)")
        let keys: Set<String> = ["id_\(kind)", "id", kind, "name", "data", "items", listing]
        let found = try answeredList(
            call, deadline, under: ["data", "items", listing], keys: keys)
        var list = AlleavesNameList(names: [])
        list.isShort = found.isShort
        for entry in found.entries {
            var record = RecordReader(entry, listing: listing)
            let id = record.integer("id_\(kind)", "id")
            record.id = id.map { String($0) }
            if let name = record.text(kind, "name") {
                list.names.append(AlleavesName(id: id, name: name))
            } else {
                list.unreadableCount += 1
                if record.unreadable.isEmpty { record.note(kind) }
            }
            list.unreadable.merge(record.unreadable)
        }
        return list
    }
}
