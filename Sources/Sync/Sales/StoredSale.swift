import FirestoreModel
import MirrorTree
import PointOfSale
import ProtobufWire

/// The fields of a stored order for spending and sales counters, read in place.
///
/// The document is untrusted: an implausible id or amount is ignored.
struct StoredSale {
    struct Line {
        let idItem: POSID
        /// Negative for returns.
        let thousandths: Int64
    }

    private(set) var status = OrderStatus.unknown
    /// Microseconds since 1970.
    private(set) var createdAt: Int64?
    private(set) var idCustomer: POSID?
    /// A real address in lower case.
    private(set) var email: String?
    /// Nil where absent or unreadable; negative for refunds.
    private(set) var totalCents: Int64?
    private(set) var lines: [Line] = []

    private let provider: POSProvider
    private let hasNumberedIDs: Bool

    /// - Parameter hasNumberedIDs: the POS numbers everything.
    init(
        _ fields: UnsafeRawBufferPointer, of provider: POSProvider, hasNumberedIDs: Bool
    ) throws(WireError) {
        self.provider = provider
        self.hasNumberedIDs = hasNumberedIDs
        var reader = FieldsReader(fields)
        while let entry = try reader.next() {
            // Dispatch on the first byte saves nearly every comparison.
            switch entry.key.first {
            case UInt8(ascii: "c"): try readTimeAndBuyer(entry)
            case UInt8(ascii: "i") where entry.isKey(OrderField.items):
                try read(lines: try entry.view().array)
            case UInt8(ascii: "s") where entry.isKey(OrderField.status):
                status = OrderStatus(pos: try entry.view().string)
            case UInt8(ascii: "t") where entry.isKey(OrderField.totals):
                let total = try entry.view().map?.value(of: OrderTotalsField.total)?.number
                totalCents = total.flatMap {
                    Self.scaled($0, 100, limit: SyncLimits.saleCentsMax)
                }
            case UInt8(ascii: "u") where entry.isKey(OrderField.userId):
                idCustomer = try entry.view().string.flatMap {
                    id($0, orNone: OrderDocuments.walkIn(provider))
                }
            default: break
            }
        }
    }

    private mutating func readTimeAndBuyer(_ entry: FieldsReader.Entry) throws(WireError) {
        if entry.isKey(OrderField.createdAt) {
            createdAt = try entry.view().timestampMicroseconds
        } else if entry.isKey(OrderField.customer) {
            let text = try entry.view().map?.value(of: OrderBuyerField.email)?.string
            email = ContactAddress.email(text)?.lowercased()
        }
    }

    private mutating func read(lines values: ValuesReader?) throws(WireError) {
        guard var values else { return }
        while let value = try values.next() {
            guard let map = value.map,
                let id = try map.value(of: OrderLineField.productId)?.string.flatMap({
                    id($0, orNone: OrderDocuments.noItem)
                }),
                let quantity = try map.value(of: OrderLineField.qty)?.number,
                let thousandths = Self.scaled(
                    quantity, 1000, limit: SyncLimits.saleThousandthsMax)
            else { continue }
            lines.append(Line(idItem: id, thousandths: thousandths))
        }
    }

    /// An id of the POS as it writes it; nil for the text that stands for none. Of a POS that
    /// numbers everything `007` is none: it is another text than the item's own id.
    private func id(_ text: String, orNone none: String) -> POSID? {
        guard !text.isEmpty, text != none else { return nil }
        let id = POSID(text)
        if hasNumberedIDs, case .text = id { return nil }
        return id
    }

    /// `value` × `scale`, rounded to an integer; nil beyond `limit` and for NaN.
    private static func scaled(_ value: Double, _ scale: Double, limit: Int64) -> Int64? {
        guard let product = Int64(exactly: (value * scale).rounded()),
            (-limit...limit).contains(product)
        else { return nil }
        return product
    }
}
