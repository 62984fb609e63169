/// Encodes header blocks (RFC 7541). What is said with every call is put into the peer's table once
/// and is an index from then on; everything else never enters it.
public struct HPACKEncoder {
    private var table = HPACKTable(sizeMax: HTTP2Limits.tableBytesMax)
    /// The smallest size that the peer has announced since the last block, and the last one.
    private var announced: (least: Int, last: Int)?
    private var scratch: [UInt8] = []

    /// An encoder for a peer that has announced nothing.
    public init() {}

    /// The peer's table has another size from now on: SETTINGS_HEADER_TABLE_SIZE.
    public mutating func setTableSize(_ size: Int) {
        let size = min(size, HTTP2Limits.tableBytesMax)
        guard announced != nil || size != table.sizeMax else { return }
        announced = (min(announced?.least ?? size, size), size)
    }

    /// Appends the block of some fields, which do not enter the table.
    public mutating func encode(_ fields: FieldBlock, into output: inout OutputBuffer) {
        scratch.removeAll(keepingCapacity: true)
        resize()
        encode(fields, entersTable: false)
        output.append(scratch)
    }

    /// Appends the block of fields that are said often.
    @inline(__always)
    public mutating func encode(_ prepared: inout PreparedFields, into output: inout OutputBuffer) {
        if prepared.version == table.version, announced == nil {
            return output.append(prepared.block)
        }
        encodeAnew(&prepared, into: &output)
    }

    @inline(never)
    private mutating func encodeAnew(
        _ prepared: inout PreparedFields, into output: inout OutputBuffer
    ) {
        scratch.removeAll(keepingCapacity: true)
        resize()
        let version = table.version
        let start = scratch.count
        encode(prepared.fields, entersTable: true)
        output.append(scratch)
        // What was just put into the table is an index the next time.
        guard table.version == version else { return }
        prepared.block = Array(scratch[start...])
        prepared.version = version
    }

    /// Says what became of the table's size; the smallest first (RFC 7541, 4.2).
    private mutating func resize() {
        guard let (least, last) = announced else { return }
        announced = nil
        for size in least < last ? [least, last] : [last] {
            table.resize(size)
            HPACKInteger.append(size, prefix: 5, pattern: 0x20, to: &scratch)
        }
    }

    private mutating func encode(_ fields: FieldBlock, entersTable: Bool) {
        fields.forEach { field in
            encode(field, entersTable: entersTable && !field.isSensitive)
            return true
        }
    }

    private mutating func encode(_ field: FieldBlock.Field, entersTable: Bool) {
        let index = field.isSensitive ? nameIndex(of: field) : self.index(of: field)
        if index > 0 {
            return HPACKInteger.append(index, prefix: 7, pattern: 0x80, to: &scratch)
        }
        // An entry that others would have to leave for would come and go with every block.
        if entersTable, table.hasRoom(field.name.count, field.value.count) {
            HPACKInteger.append(-index, prefix: 6, pattern: 0x40, to: &scratch)
            table.insert(field.name, field.value)
        } else {
            let pattern: UInt8 = field.isSensitive ? 0x10 : 0
            HPACKInteger.append(-index, prefix: 4, pattern: pattern, to: &scratch)
        }
        if index == 0 { encode(field.name) }
        encode(field.value)
    }

    private mutating func encode(_ text: UnsafeRawBufferPointer) {
        let count = HuffmanCode.encodedCount(text)
        if count < text.count {
            HPACKInteger.append(count, prefix: 7, pattern: 0x80, to: &scratch)
            HuffmanCode.encode(text, to: &scratch)
        } else {
            HPACKInteger.append(text.count, prefix: 7, pattern: 0, to: &scratch)
            scratch.append(contentsOf: text)
        }
    }

    /// The index of a field; otherwise of one with its name, as negative number; 0 for neither.
    private func index(of field: FieldBlock.Field) -> Int {
        let known = HPACKStaticTable.index(of: field)
        guard known <= 0 else { return known }
        var found = known
        for entry in 0..<table.count {
            let index = HPACKStaticTable.count + 1 + entry
            let (isName, isField) =
                table.withEntry(entry) { name, value in
                    let isName = name.elementsEqual(field.name)
                    return (isName, isName && value.elementsEqual(field.value))
                } ?? (false, false)
            if isField { return index }
            if isName, found == 0 { found = -index }
        }
        return found
    }

    /// The index of a field's name, as negative number; 0 for none. A value that must not be known
    /// is not compared with others.
    private func nameIndex(of field: FieldBlock.Field) -> Int {
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        let named = FieldBlock.Field(name: field.name, value: nothing, isSensitive: true)
        return -abs(HPACKStaticTable.index(of: named))
    }
}

/// Fields that are sent again and again, with the bytes that they have on one connection.
public struct PreparedFields: Sendable {
    let fields: FieldBlock
    fileprivate(set) var block: [UInt8] = []
    /// The version of the table for which the bytes hold.
    fileprivate(set) var version = -1

    public init(_ fields: [(name: String, value: String)]) { self.fields = FieldBlock(fields) }
}
