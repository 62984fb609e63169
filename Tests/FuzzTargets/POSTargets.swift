import Alleaves
import FeedMapping
import PointOfSale

extension FuzzTarget {
    /// What a POS or a feed sends.
    static let posTargets = [
        FuzzTarget("inventory", bytesMax: 16_384, inventoryFault),
        FuzzTarget("mappings", mappingFault), FuzzTarget("feeds", feedFault),
    ]

    /// An inventory reads the same whole and in pieces, and its items can all be asked.
    private static func inventoryFault(_ bytes: [UInt8]) -> String? {
        let whole = inventory([bytes])
        var pieces: [[UInt8]] = []
        var start = 0
        var length = 1
        while start < bytes.count {
            let end = min(start + length, bytes.count)
            pieces.append(Array(bytes[start..<end]))
            (start, length) = (end, length % 97 * 3 + 1)
        }
        let parts = inventory(pieces)
        if whole != parts { return "in pieces it is \(parts.prefix(3)), whole \(whole.prefix(3))" }
        return nil
    }

    private static func inventory(_ pieces: [[UInt8]]) -> [String] {
        let parser = InventoryParser()
        do {
            for piece in pieces {
                try piece.withUnsafeBytes { bytes in try parser.feed(bytes) }
            }
            let inventory = try parser.finish()
            return ["\(inventory.rowCount) rows, \(inventory.isShort)"]
                + inventory.items.map { item in
                    "\(item.idItem) \(item.name ?? "-") \(item.prices) \(item.stockThousandths)"
                        + " \(item.batches.count)"
                }
        } catch {
            return ["error"]
        }
    }

    private static func mappingFault(_ bytes: [UInt8]) -> String? {
        for kind in FeedKind.allCases {
            guard let mapping = try? FeedMapping(text: bytes, kind) else { continue }
            if let fault = read(mapping, sample, FeedFormat(.csv)) { return fault }
            if let fault = read(mapping, sampleJSON, FeedFormat(.json)) { return fault }
        }
        return nil
    }

    private static func feedFault(_ bytes: [UInt8]) -> String? {
        guard let mapping = ownMapping else { return "no mapping" }
        guard let first = bytes.first else { return nil }
        let kind = FeedFormat.Kind.allCases[Int(first) % FeedFormat.Kind.allCases.count]
        return read(mapping, Array(bytes.dropFirst()), FeedFormat(kind))
    }

    /// No more products than a feed has bytes.
    private static func read(
        _ mapping: FeedMapping, _ bytes: [UInt8], _ format: FeedFormat
    ) -> String? {
        guard mapping.kind == .products else { return nil }
        var count = 0
        _ = FeedReader.products(bytes, format, mapping) { product in
            if product.id.isEmpty { count += 1_000_000 }
            count += 1
        }
        if count >= 1_000_000 { return "a product without id" }
        return count > (bytes.count + 1) * 100 ? "\(count) products of \(bytes.count) bytes" : nil
    }

    private static let sample = Array(
        "id,name,price,stock,date\n1,Blue,12.50,3,2026-01-31\n2,\"Red, dark\",,x,\n".utf8)
    private static let sampleJSON = Array(
        #"{"items":[{"id":1,"name":"Blue","v":[{"price":1.5},{"price":"2"}]},{"id":"2"}]}"#.utf8)
    private static let ownMapping = try? FeedMapping(
        text: Array(
            #"{"fields":{"id":"id","name":"name","price":"price","stock":"stock"}}"#.utf8),
        .products)
}
