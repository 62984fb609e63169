import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import ProtobufWire
import StatusCodes

/// Creates the writes of a product's canonical and public document.
struct ProductWrites: Sendable {
    let org: String
    let origin: POSOrigin
    let documents: ProductDocuments
    /// Whether products keep their rows by location: the tenant has several locations.
    let hasSources: Bool
    /// Whether details of batches are asked for, so that one that lacks them may have had some.
    let hasBatchDetails: Bool
    /// By item id.
    let details: [POSID: ItemDetails]
    let store: DocumentStore
    private let keysKeepingDetails = ProductDocuments.keysKeepingDetails()

    init(
        _ context: SyncContext, _ documents: ProductDocuments, details: [POSID: ItemDetails]
    ) {
        org = context.org
        origin = context.origin
        store = context.store
        hasSources = context.sources.count > 1
        hasBatchDetails = context.sources.contains {
            $0.config.unusable != nil || $0.client.capabilities.contains(.batches)
        }
        self.documents = documents
        self.details = details
    }

    /// A hash of all inputs of an item's documents. Never 0.
    func sourceHash(_ item: InventoryItem) -> UInt64 {
        var hash = documents.sourceHash(item)
        if let details = details[item.id] { hash ^= details.contentHash }
        return hash == 0 ? 1 : hash
    }

    /// Appends two writes; the public product is the second, and the one counted.
    func append(_ item: InventoryItem, to writes: inout [DocumentWrite]) {
        var made = documents.make(item)
        let details = details[item.id].flatMap { $0.isEmpty ? nil : ItemDetailsFields($0) }
        let id = origin.documentID(item.idItem)
        let canonical = key(ProductPath.canonical(org: org, id: id))
        let kept = hasBatchDetails && item.lacksDetails ? keptDetails(item, canonical) : nil
        let isKeeping = kept != nil
        if let kept, documents.hasLocations {
            let keep = { (made: [UInt8]) in
                LocationEntries.keepingDetails(
                    made, of: item, stored: kept.stored, isKnown: kept.batchIDs.contains)
            }
            made = (keep(made.canonical), keep(made.public))
        }
        writes.append(
            DocumentWrite(
                key: canonical,
                mutation: canonicalMutation(made.canonical, item, details, isKeeping)))
        writes.append(
            DocumentWrite(
                key: key(ProductPath.publicItem(org: org, id: id)),
                mutation: publicMutation(made.public, details, canonical, isKeeping),
                tag: sourceHash(item)))
    }

    /// Stored batch details that are still valid, and the batches that are stored: a batch whose
    /// details are missing now was present before (or the stored document cannot be read). Nil
    /// where only removed batches had details.
    private func keptDetails(
        _ item: InventoryItem, _ canonical: DocumentKey
    ) -> (stored: Fields, batchIDs: Set<String>)? {
        let stored: Fields?
        do {
            stored = try store.get(canonical).map { try Fields(mapValueBytes: $0.fields) }
        } catch {
            return ([:], [])
        }
        let batches = stored?["batches"]?.arrayValue ?? []
        let known = Set(batches.compactMap { $0.mapValue?["batchId"]?.stringValue })
        guard let stored, item.batchIDsWithoutDetails.contains(where: known.contains) else {
            return nil
        }
        return (stored, known)
    }

    private func canonicalMutation(
        _ made: [UInt8], _ item: InventoryItem, _ details: ItemDetailsFields?, _ isKeeping: Bool
    ) -> DocumentWrite.Mutation {
        let keys = isKeeping ? keysKeepingDetails.canonical : ProductDocuments.canonicalKeys
        let fields = withSources(made, item)
        guard let details else { return .merge(fields: fields, replacing: keys) }
        return .apply { old throws(Status) in
            try details.mergeCanonical(old, fields, replacing: keys, isKeeping: isKeeping)
        }
    }

    private func withSources(_ made: [UInt8], _ item: InventoryItem) -> [UInt8] {
        guard hasSources else { return made }
        let sources = ProductSources.fields(item)
        do throws(WireError) {
            return try FieldsMerge.mergeTopLevel(old: made, new: sources, replacing: [])
        } catch {
            preconditionFailure("a FieldsWriter writes MapValue entries: \(error)")
        }
    }

    private func publicMutation(
        _ made: [UInt8], _ details: ItemDetailsFields?, _ canonical: DocumentKey,
        _ isKeeping: Bool
    ) -> DocumentWrite.Mutation {
        let keys = isKeeping ? keysKeepingDetails.public : ProductDocuments.publicKeys
        guard let details else { return .merge(fields: made, replacing: keys) }
        // No race: only a sync writes canonical products, and a tenant has one at a time.
        let before = Result { () throws(Status) in try store.get(canonical)?.fields ?? [] }
        return .apply { old throws(Status) in
            // One that cannot be read refuses the commit: it is not as if there had been none.
            try details.mergePublic(
                old, made, before: try before.get(), replacing: keys, isKeeping: isKeeping)
        }
    }

    private func key(_ path: ResourcePath) -> DocumentKey {
        DocumentKey(database: Catalog.database, path: path)
    }
}
