/// The response of a batch search, generated while it is sent. One thread at a time.
final class BatchStream: BodyProducer {
    private let generator: InventoryGenerator
    private let edits: InventoryEdits
    private let selection: BatchSelection
    private let writer: BatchWriter
    private var ids: ArraySlice<Int>
    private var walk: RowIterator
    private var isOpen = false
    private var isEmpty = true

    init(
        generator: InventoryGenerator, edits: InventoryEdits, selection: BatchSelection,
        writer: BatchWriter
    ) {
        self.generator = generator
        self.edits = edits
        self.selection = selection
        self.writer = writer
        ids = (selection.ids ?? [])[...]
        walk = RowIterator(generator, edits, locations: 0..<generator.locations)
    }

    func fill(_ buffer: ByteBuffer) -> Bool {
        if !isOpen { buffer.byte(0x5B) }
        isOpen = true
        while buffer.count < SimulatorLimits.chunkBytes {
            guard let row = nextRow() else {
                buffer.byte(0x5D)
                return false
            }
            let category = "\(generator.kinds.kinds[row.item.kind].category)"
            guard
                selection.takes(
                    expires: row.expires, onHand: row.stock.onHand, category: category,
                    today: generator.today)
            else { continue }
            if !isEmpty { buffer.byte(0x2C) }
            isEmpty = false
            writer.write(row, seed: generator.seed, to: buffer)
        }
        return true
    }

    private func nextRow() -> GeneratedRow? {
        if selection.ids == nil {
            while let (item, role, location) = walk.next() {
                // A twin is a row of the same batch.
                if role == .damagedTwin { continue }
                return generator.row(item, role, location, edits)
            }
            return nil
        }
        while let id = ids.popFirst() {
            guard let (item, role, location) = generator.batch(id: id),
                !edits.hides(item, seed: generator.seed)
            else { continue }
            return generator.row(item, role, location, edits)
        }
        return nil
    }
}
