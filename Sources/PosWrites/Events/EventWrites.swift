import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import Sync

/// The writes of an event.
struct EventWrites {
    let org: String
    /// Of the tenant's POS; nil where none is known.
    let ids: POSIDs?
    let id: String
    /// Microseconds since 1970.
    let now: Int64

    /// The write of the event's document, which fails if the event was received before. Keeps the
    /// payload of unknown events, and only ids and numbers of others.
    func record(_ event: PosEvent, action: String, payload: [UInt8]) -> DocumentWrite {
        var fields: [(String, Value)] = [
            ("event", .string(event.name)), ("action", .string(action)),
            ("receivedAt", .timestamp(Timestamp(microseconds: now))),
        ]
        if let time = event.milliseconds {
            fields.append(("eventAt", .timestamp(Timestamp(microseconds: time * 1000))))
        }
        if let subject = event.subjectID { fields.append(("subjectId", .string(subject))) }
        if let quantity = event.quantityThousandths {
            fields.append(("quantity", Self.quantity(quantity)))
        }
        if event.subject == .unknown, payload.count <= PosWriteLimits.eventKeptBytesMax {
            fields.append(("payload", .string(String(decoding: payload, as: UTF8.self))))
        }
        return DocumentWrite(
            key: DocumentKey(mirror: TenantPath.posEvents(org: org).document(id)),
            precondition: .notExists,
            mutation: .set(fields: Fields(fields).mapValueBytes))
    }

    /// The writes applied before the pull.
    func atOnce(_ event: PosEvent, _ catalog: Catalog) -> [DocumentWrite] {
        guard let ids, let own = event.subjectID.flatMap({ ids.own($0) }),
            case let item = ids.origin.documentID(own),
            catalog.tenant(org)?.generation.hasProduct(id: item) == true
        else { return [] }
        switch event.subject {
        case .stock, .product:
            guard let quantity = event.quantityThousandths else { return [] }
            return [stock(item, quantity)]
        case .productGone: return [gone(item)]
        case .lowStock: return [notification(event, item)]
        case .customers, .orders, .discounts, .inventory, .unknown: return []
        }
    }

    private func stock(_ item: String, _ thousandths: Int64) -> DocumentWrite {
        product(
            item,
            ["inStock": .boolean(thousandths > 0), "stock": Self.quantity(thousandths)])
    }

    private func gone(_ item: String) -> DocumentWrite {
        product(item, ["inStock": false, "isActive": false, "stock": 0])
    }

    private func product(_ item: String, _ fields: Fields) -> DocumentWrite {
        let path = ProductPath.publicItem(org: org, id: item)
        return DocumentWrite(
            key: DocumentKey(database: Catalog.database, path: path),
            mutation: .merge(fields: fields.mapValueBytes, replacing: []))
    }

    private func notification(_ event: PosEvent, _ item: String) -> DocumentWrite {
        var fields: [(String, Value)] = [
            ("type", "low_stock"), ("productId", .string(item)),
            ("createdAt", .timestamp(Timestamp(microseconds: now))), ("read", false),
        ]
        if let quantity = event.quantityThousandths {
            fields.append(("quantity", Self.quantity(quantity)))
        }
        if let threshold = event.thresholdThousandths {
            fields.append(("threshold", Self.quantity(threshold)))
        }
        return DocumentWrite(
            key: DocumentKey(mirror: TenantPath.notifications(org: org).document(id)),
            mutation: .set(fields: Fields(fields).mapValueBytes))
    }

    /// An integer if whole, as a sync writes it.
    private static func quantity(_ thousandths: Int64) -> Value {
        thousandths % 1000 == 0
            ? .integer(thousandths / 1000) : .double(Double(thousandths) / 1000)
    }
}
