import MirrorTree
import Ordering
import Pricing
import ProtobufWire

/// The base price of a product as the catalog has it.
public struct KnownPrice: Equatable, Sendable {
    /// Cents; 0 where it has none.
    public let cents: Int64
    /// Where it came from; `none` where it has none.
    public let source: PriceSource

    public init(cents: Int64, source: PriceSource) {
        self.cents = cents
        self.source = source
    }
}

extension Generation {
    /// The base price of the product document `id`; nil where it is not on the menu.
    public func basePrice(id: String) -> KnownPrice? {
        guard let row = ByteOrder.withUTF8(id, { row(id: $0) }) else { return nil }
        let position = RowPosition(row)
        let segment = segments[position.segment]
        guard segment.flags(position.row).contains(.active) else { return nil }
        let source = segment.withItem(position.row) { Self.priceSource(of: $0) }
        return KnownPrice(cents: Int64(segment.prices[position.row]), source: source)
    }

    /// What an encoded MenuItem says of where its price came from.
    private static func priceSource(of item: UnsafeRawBufferPointer) -> PriceSource {
        var reader = WireReader(item)
        // Items are encoded by this module; a malformed one says nothing.
        while let field = try? reader.nextField() {
            if field.number == ProductField.priceSource.entry.number,
                field.type == .lengthDelimited, let text = try? reader.rawBytes()
            {
                let name = String(decoding: text, as: UTF8.self)
                return PriceSource.allCases.first { $0.name == name } ?? .none
            }
            do { try reader.skip(field.type) } catch { return .none }
        }
        return .none
    }
}
