import JSON
import PointOfSale

/// The records of a list with bytes that are not UTF-8 (hazard D56 of Protocol/alleaves.md).
/// Nothing of them is taken, and what the mirror has of them stays. A value type.
struct SpoiltRecords {
    private(set) var count = 0
    /// The legible id of one of them.
    private(set) var example: String?

    /// The records of a list that can be read.
    ///
    /// - Parameters:
    ///   - answer: the response around the list. Throws if bytes of it are spoilt that belong to no
    ///     record: what it says of the list is unknown.
    ///   - keys: the names of a record's id.
    static func sort(
        _ entries: [JSONValue], of answer: JSONValue, id keys: [String], path: String
    ) throws(POSError) -> (whole: [JSONValue], spoilt: SpoiltRecords) {
        var spoilt = SpoiltRecords()
        guard answer.isSpoilt || entries.contains(where: \.isSpoilt) else {
            return (entries, spoilt)
        }
        let whole = entries.filter { entry in
            guard entry.isSpoilt else { return true }
            spoilt.count += 1
            spoilt.example = spoilt.example ?? legibleID(entry, keys)
            return false
        }
        guard spoilt.count > 0 else {
            throw POSError(JSONFault(.invalidUTF8, offset: 0), path: path)
        }
        return (whole, spoilt)
    }

    private static func legibleID(_ entry: JSONValue, _ keys: [String]) -> String? {
        for key in keys {
            guard let id = entry[key]?.idReading.value else { continue }
            if !id.unicodeScalars.contains("\u{FFFD}") { return id }
        }
        return nil
    }
}

extension POSError {
    /// Every record of a list has bytes that are not UTF-8.
    static func spoilt(_ count: Int, path: String) -> POSError {
        POSError(
            code: .malformed, path: path,
            message: count == 1
                ? "its only row has bytes that are not UTF-8"
                : "all \(count) rows have bytes that are not UTF-8")
    }
}
