import DocumentStore
import FirestoreModel
import PointOfSale
import ProtobufWire
import StatusCodes

/// The fields that the item search provides for a product: they fill fields that inventory rows
/// leave empty, and never replace an agent's value.
struct ItemDetailsFields: Sendable {
    /// MapValue bytes.
    private let shown: [UInt8]
    private let canonicalOnly: [UInt8]

    init(_ details: ItemDetails) {
        let images = details.imageURLs.filter { !PlaceholderImage.isPlaceholder($0) }
        var fields = FieldsWriter(capacity: 400)
        Self.percent(&fields, "cbdPercent", details.cbdThousandths)
        if let text = details.description { fields.string("description", text) }
        if let first = images.first {
            fields.string("imageUrl", first)
            fields.array("imageUrls") { values in
                for url in images { values.string(url) }
            }
        }
        if let type = details.strainType { fields.string("strainType", type) }
        Self.percent(&fields, "thcPercent", details.thcThousandths)
        shown = fields.bytes
        var tax = FieldsWriter(capacity: 32)
        if let id = details.idTaxCategory { tax.integer("taxCategoryId", id) }
        canonicalOnly = tax.bytes
    }

    /// Merges a canonical product into what is stored.
    ///
    /// - Parameter isKeeping: batch details are not available now: stored values may come from them
    ///   and are kept.
    func mergeCanonical(
        _ old: RawDocument?, _ made: [UInt8], replacing keys: FieldKeySet, isKeeping: Bool
    ) throws(Status) -> DocumentWrite.Outcome {
        try merge(old, made, replacing: keys) { stored throws(WireError) in
            let fills = try fills(shown) { key throws(WireError) in
                guard isKeeping, Self.isOfBatches(key) else { return true }
                return try Self.isOpen(key, stored)
            }
            // Entries stay in the order of their keys.
            return try FieldsMerge.mergeTopLevel(old: fills, new: canonicalOnly, replacing: [])
        }
    }

    /// Merges a public product into the stored one. A stored value that the last sync did not write
    /// is an agent's and is kept.
    ///
    /// - Parameters:
    ///   - made: from the inventory rows; they take precedence.
    ///   - before: the canonical product of the last sync, which tells the sync's own values.
    ///   - isKeeping: as for a canonical product.
    func mergePublic(
        _ old: RawDocument?, _ made: [UInt8], before: [UInt8], replacing keys: FieldKeySet,
        isKeeping: Bool
    ) throws(Status) -> DocumentWrite.Outcome {
        try merge(old, made, replacing: keys) { stored throws(WireError) in
            try fills(shown) { key throws(WireError) in
                if try Self.isOpen(key, stored) { return true }
                if isKeeping, Self.isOfBatches(key) { return false }
                return try Self.value(key, stored) == Self.value(key, before)
            }
        }
    }

    private func merge(
        _ old: RawDocument?, _ made: [UInt8], replacing keys: FieldKeySet,
        _ fills: ([UInt8]) throws(WireError) -> [UInt8]
    ) throws(Status) -> DocumentWrite.Outcome {
        let stored = old?.fields ?? []
        do throws(WireError) {
            let new = try FieldsMerge.mergeTopLevel(
                old: try fills(stored), new: made, replacing: [])
            let merged = try FieldsMerge.mergeTopLevel(old: stored, new: new, replacing: keys)
            return old != nil && merged == stored ? .unchanged : .fields(merged)
        } catch {
            throw Status(.corruption, "merge", "\(error)")
        }
    }

    /// The fields that may be set.
    private func fills(
        _ all: [UInt8], _ maySet: (String) throws(WireError) -> Bool
    ) throws(WireError) -> [UInt8] {
        try withFields(all) { reader throws(WireError) in
            var fills: [UInt8] = []
            while let entry = try reader.next() {
                guard try maySet(String(decoding: entry.key, as: UTF8.self)) else { continue }
                fills.append(contentsOf: all[entry.range])
            }
            return fills
        }
    }

    /// Whether batch details also provide the field.
    private static func isOfBatches(_ key: String) -> Bool { key == "strainType" }

    /// Whether the field has no value yet.
    private static func isOpen(_ key: String, _ stored: [UInt8]) throws(WireError) -> Bool {
        guard let found = try value(key, stored), found != .null else { return true }
        guard key == "imageUrl", case .string(let url) = found else { return false }
        return PlaceholderImage.isPlaceholder(url)
    }

    private static func value(_ key: String, _ fields: [UInt8]) throws(WireError) -> Value? {
        try withFields(fields) { reader throws(WireError) in
            try reader.value(of: key)?.value()
        }
    }

    private static func percent(
        _ fields: inout FieldsWriter, _ key: String, _ thousandths: Int64?
    ) {
        if let thousandths { fields.double(key, Double(thousandths) / 1000) }
    }
}
