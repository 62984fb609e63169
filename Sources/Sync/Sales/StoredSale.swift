import FirestoreModel
import PointOfSale
import ProtobufWire

/// The fields of a stored order for spending and sales counters, read in place.
///
/// The document is untrusted: an implausible id or amount is ignored.
struct StoredSale {
    struct Line {
        /// Never below zero.
        let idItem: Int64
        /// Negative for returns.
        let thousandths: Int64
    }

    private(set) var status = OrderStatus.unknown
    /// Microseconds since 1970.
    private(set) var createdAt: Int64?
    private(set) var idCustomer: Int64?
    /// A real address in lower case.
    private(set) var email: String?
    /// Nil where absent or unreadable; negative for refunds.
    private(set) var totalCents: Int64?
    private(set) var lines: [Line] = []

    init(_ fields: UnsafeRawBufferPointer) throws(WireError) {
        var reader = FieldsReader(fields)
        while let entry = try reader.next() {
            // Dispatch on the first byte saves nearly every comparison.
            switch entry.key.first {
            case UInt8(ascii: "c"): try readTimeAndBuyer(entry)
            case UInt8(ascii: "i") where entry.isKey("items"):
                try read(lines: try entry.view().array)
            case UInt8(ascii: "s") where entry.isKey("status"):
                status = OrderStatus(pos: try entry.view().string)
            case UInt8(ascii: "t") where entry.isKey("totals"):
                let total = try entry.view().map?.value(of: "total")?.number
                totalCents = total.flatMap {
                    Self.scaled($0, 100, limit: SyncLimits.saleCentsMax)
                }
            case UInt8(ascii: "u") where entry.isKey("userId"):
                idCustomer = try entry.view().string.flatMap { Self.id($0) }
                    .flatMap { $0 > 0 ? $0 : nil }
            default: break
            }
        }
    }

    private mutating func readTimeAndBuyer(_ entry: FieldsReader.Entry) throws(WireError) {
        if entry.isKey("createdAt") {
            createdAt = try entry.view().timestampMicroseconds
        } else if entry.isKey("customer") {
            let text = try entry.view().map?.value(of: "email")?.string
            email = ContactAddress.email(text)?.lowercased()
        }
    }

    private mutating func read(lines values: ValuesReader?) throws(WireError) {
        guard var values else { return }
        while let value = try values.next() {
            guard let map = value.map,
                let id = try map.value(of: "productId")?.string.flatMap({ Self.id($0) }),
                let quantity = try map.value(of: "qty")?.number,
                let thousandths = Self.scaled(
                    quantity, 1000, limit: SyncLimits.saleThousandthsMax)
            else { continue }
            lines.append(Line(idItem: id, thousandths: thousandths))
        }
    }

    /// A canonical POS id; nil for a negative one and for `007`, which is not canonical.
    private static func id(_ text: String) -> Int64? {
        guard let id = Int64(text), id >= 0, String(id) == text else { return nil }
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
