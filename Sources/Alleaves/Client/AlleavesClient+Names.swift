import PointOfSale

extension AlleavesClient {
    public func brands(deadline: POSDeadline) throws(POSError) -> POSNameList {
        try names("brand", "brands", deadline)
    }

    public func categories(deadline: POSDeadline) throws(POSError) -> POSNameList {
        try names("category", "categories", deadline)
    }

    public func vendors(deadline: POSDeadline) throws(POSError) -> POSNameList {
        try names("vendor", "vendors", deadline)
    }

    /// Entries without a name are left out and counted.
    private func names(
        _ kind: String, _ listing: String, _ deadline: POSDeadline
    ) throws(POSError) -> POSNameList {
        let call = AlleavesCall(path: "/inventory/\(kind)")
        let keys: Set<String> = ["id_\(kind)", "id", kind, "name", "data", "items", listing]
        let found = try answeredList(
            call, deadline, under: ["data", "items", listing], keys: keys,
            ids: ["id_\(kind)", "id"])
        var list = POSNameList(names: [])
        list.isShort = found.isShort
        list.unreadableCount = found.spoilt.count
        list.unreadable.noteRows(found.spoilt.count, of: listing, example: found.spoilt.example)
        guard found.spoilt.count == 0 || !found.entries.isEmpty else {
            throw .spoilt(found.spoilt.count, path: call.path)
        }
        for entry in found.entries {
            var record = RecordReader(entry, listing: listing)
            let id = record.integer("id_\(kind)", "id").map { String($0) }
            record.id = id
            if let name = record.text(kind, "name") {
                list.names.append(POSName(id: id, name: name))
            } else {
                list.unreadableCount += 1
                if record.unreadable.isEmpty { record.note(kind) }
            }
            list.unreadable.merge(record.unreadable)
        }
        return list
    }
}
