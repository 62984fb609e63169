import MirrorMessages
import ProtobufWire
import Testing

/// The messages of the RPC interface on the wire and as JSON.
@Suite struct MessageBytesTests {
    private var item: MenuItem {
        var item = MenuItem()
        item.id = "alleaves_7"
        item.name = "Ünï \"7\""
        item.priceCents = 3955
        item.isOnSale = true
        item.salePriceCents = 0
        item.saleEndsAt = WireTimestamp(microseconds: 1_500_000)
        var offer = ConditionalOffer()
        offer.discountId = "9"
        offer.minQuantity = 2.5
        item.conditionalOffers = [offer]
        item.effects = ["a", ""]
        item.inStock = true
        return item
    }

    /// Field numbers are the contract with every client: these bytes may never change.
    @Test func aMenuItemHasItsBytes() {
        let expected: [UInt8] =
            [0x0A, 10] + Array("alleaves_7".utf8) + [0x1A, 9] + Array("Ünï \"7\"".utf8)
            + [0x38, 0xF3, 0x1E, 0x50, 1, 0x60, 0, 0x8A, 0x01, 8, 8, 1, 0x10]
            + [0x80, 0xCA, 0xB5, 0xEE, 0x01]
            + [0x92, 0x01, 12, 0x0A, 1, 0x39, 0x21, 0, 0, 0, 0, 0, 0, 0x04, 0x40]
            + [0xA8, 0x01, 1, 0xFA, 0x01, 1, 0x61, 0xFA, 0x01, 0]
        #expect(item.wireBytes == expected)
    }

    @Test func aChunkReadsBackAsWrittenAndConcatenates() throws {
        var chunk = MenuChunk()
        chunk.items = [item, MenuItem()]
        chunk.version = .max
        #expect(try MenuChunk(wireBytes: chunk.wireBytes) == chunk)
        // Protobuf fields concatenate: what menus are made of.
        var more = MenuChunk()
        more.items = [item]
        let both = try MenuChunk(wireBytes: chunk.wireBytes + more.wireBytes)
        #expect(both.items == chunk.items + more.items)
        #expect(both.version == chunk.version)
    }

    @Test func everyTruncationIsAnErrorOrAShorterMessage() throws {
        let bytes = item.wireBytes
        var whole = 0
        for count in 0..<bytes.count {
            if let part = try? MenuItem(wireBytes: Array(bytes[..<count])) {
                #expect(part != item)
                whole += 1
            }
        }
        // Only cuts between two of the ten fields leave a message; the empty one is the first.
        #expect(whole == 10)
    }

    @Test func unknownFieldsAreSkippedAndWrongTypesRefused() throws {
        var writer = WireWriter()
        writer.string(1000, "later")
        writer.double(1001, 1)
        #expect(try MenuItem(wireBytes: item.wireBytes + writer.bytes) == item)
        #expect(throws: WireError.unexpectedWireType(field: 7)) {
            try MenuItem(wireBytes: [0x3A, 0])
        }
    }

    @Test func jsonUsesTheNamesOfTheProtoFileAndShowsEveryField() {
        var facet = Facet()
        facet.field = "brand\n\u{7F}"
        var count = FacetCount()
        count.value = "A\\B"
        count.count = -3
        facet.counts = [count]
        #expect(
            facet.json
                == #"{"field":"brand\n\u007f","counts":[{"value":"A\\B","count":-3}]}"#)
        #expect(item.json.contains(#""sale_price_cents":0,"#))
        #expect(item.json.contains(#""sale_ends_at":"1970-01-01T00:00:01.500Z""#))
        #expect(!item.json.contains("original_price_cents"))
    }
}
