import FirestoreModel
import ProtobufWire

/// Top-level merge of MapValue bytes, entry by entry, without decoding values.
enum FieldMerge {
    private struct Entry {
        let name: UnsafeRawBufferPointer
        /// The whole field of the entry, tag and length included.
        let bytes: UnsafeRawBufferPointer
    }

    /// `stored` without the fields named in `replacing`, plus those of them that `update` has;
    /// in UTF-8 order of names, so that equal contents are equal bytes. Throws `corruption` for
    /// malformed stored bytes, `invalidArgument` for a malformed update.
    static func merge(
        stored: UnsafeRawBufferPointer, update: UnsafeRawBufferPointer, replacing: Set<String>
    ) throws(StoreError) -> [UInt8] {
        // Compared by bytes: String's == would take canonically equal names for one.
        let names = Set(replacing.map { [UInt8]($0.utf8) })
        var entries = try Self.entries(stored, else: .corruption)
            .filter { !names.contains([UInt8]($0.name)) }
        entries += try Self.entries(update, else: .invalidArgument)
            .filter { names.contains([UInt8]($0.name)) }
        entries.sort { ByteOrder.compare($0.name, $1.name) < 0 }
        var merged: [UInt8] = []
        merged.reserveCapacity(entries.reduce(0) { $0 + $1.bytes.count })
        for entry in entries { merged.append(contentsOf: entry.bytes) }
        return merged
    }

    /// Whether `fields` are well-formed map entries; values are not looked into.
    static func isMapValue(_ fields: UnsafeRawBufferPointer) -> Bool {
        (try? entries(fields)) != nil
    }

    private static func entries(
        _ fields: UnsafeRawBufferPointer, else code: StoreError.Code
    ) throws(StoreError) -> [Entry] {
        do throws(WireError) {
            return try entries(fields)
        } catch {
            throw StoreError(code, "merge", "\(error)")
        }
    }

    private static func entries(_ fields: UnsafeRawBufferPointer) throws(WireError) -> [Entry] {
        var entries: [Entry] = []
        var reader = WireReader(fields)
        var start = 0
        while let field = try reader.nextField() {
            guard field.number == 1 else {
                throw .unexpectedWireType(field: field.number)
            }
            try reader.expect(.lengthDelimited, of: field)
            let name = try name(of: try reader.rawBytes())
            let bytes = UnsafeRawBufferPointer(rebasing: fields[start..<reader.offset])
            entries.append(Entry(name: name, bytes: bytes))
            start = reader.offset
        }
        return entries
    }

    /// The key of a map entry: field 1, empty when absent.
    private static func name(
        of entry: UnsafeRawBufferPointer
    ) throws(WireError) -> UnsafeRawBufferPointer {
        var reader = WireReader(entry)
        var name = UnsafeRawBufferPointer(start: nil, count: 0)
        while let field = try reader.nextField() {
            if field.number == 1 {
                try reader.expect(.lengthDelimited, of: field)
                name = try reader.rawBytes()
            } else {
                try reader.skip(field.type)
            }
        }
        return name
    }
}
