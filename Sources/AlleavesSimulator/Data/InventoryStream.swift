/// The rows of `/inventory/search`, generated while they are sent. One thread at a time.
final class InventoryStream: BodyProducer {
    private let generator: InventoryGenerator
    private let edits: InventoryEdits
    private let writer: InventoryRowWriter
    private let query: [UInt8]
    private let totals: [Int: InventoryRowWriter.Totals]
    private var walk: RowIterator
    private var isStarted = false
    private let opening: StaticString
    private let closing: StaticString

    /// `query` selects names that contain it, ignoring case; empty selects all.
    init(
        generator: InventoryGenerator, edits: InventoryEdits, locations: Range<Int>,
        query: String, opening: StaticString, closing: StaticString, writer: InventoryRowWriter
    ) {
        self.generator = generator
        self.edits = edits
        self.writer = writer
        self.query = query.utf8.map(Self.lowered)
        self.closing = closing
        self.opening = opening
        walk = RowIterator(generator, edits, locations: locations)
        totals = Self.count(generator, edits, locations, self.query, writer)
    }

    func fill(_ buffer: ByteBuffer) -> Bool {
        if !isStarted { buffer.text(opening) }
        while buffer.count < SimulatorLimits.chunkBytes {
            guard let (item, role, location) = walk.next() else {
                buffer.text(closing)
                return false
            }
            if !Self.matches(generator, item, edits, query, writer) { continue }
            if isStarted { buffer.byte(0x2C) }
            isStarted = true
            let row = generator.row(item, role, location, edits)
            writer.write(row, totals[location] ?? .init(), to: buffer)
        }
        return true
    }

    private static func count(
        _ generator: InventoryGenerator, _ edits: InventoryEdits, _ locations: Range<Int>,
        _ query: [UInt8], _ writer: InventoryRowWriter
    ) -> [Int: InventoryRowWriter.Totals] {
        var totals: [Int: InventoryRowWriter.Totals] = [:]
        var rows = 0
        for location in locations {
            var sums = InventoryRowWriter.Totals()
            var walk = RowIterator(generator, edits, locations: location..<(location + 1))
            while let (item, role, _) = walk.next() {
                let stock = generator.stock(item, role, location, edits)
                sums.onHand += stock.onHand
                sums.available += stock.available
                if matches(generator, item, edits, query, writer) { rows += 1 }
            }
            totals[location] = sums
        }
        let total = edits.totalRows ?? rows
        return totals.mapValues { sums in
            var sums = sums
            sums.rows = total
            return sums
        }
    }

    private static func matches(
        _ generator: InventoryGenerator, _ item: Int, _ edits: InventoryEdits, _ query: [UInt8],
        _ writer: InventoryRowWriter
    ) -> Bool {
        query.isEmpty || matches(generator.item(item, edits), query, writer)
    }

    private static func matches(
        _ item: GeneratedItem, _ query: [UInt8], _ writer: InventoryRowWriter
    ) -> Bool {
        let name = ByteBuffer(capacity: 256)
        writer.writeName(item, to: name)
        return contains(name.array.map(lowered), query)
    }

    private static func lowered(_ unit: UInt8) -> UInt8 {
        unit >= 0x41 && unit <= 0x5A ? unit | 0x20 : unit
    }

    private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        guard part.count <= text.count else { return false }
        return (0...(text.count - part.count)).contains { text[$0...].starts(with: part) }
    }
}
