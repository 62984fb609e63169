import Glibc

/// Decodes header blocks (RFC 7541), with the table that the peer's encoder fills.
public struct HPACKDecoder {
    private var table: HPACKTable
    /// What this end has announced.
    private let tableBytesMax: Int
    private let listBytesMax: Int
    private let fieldsMax: Int
    /// The block that was decoded last, and the table's version, where it changed nothing: the same
    /// bytes mean the same fields again.
    private var remembered: [UInt8] = []
    private var rememberedVersion = -1

    /// - Parameters:
    ///   - tableBytesMax: what the peer was told of the table.
    ///   - listBytesMax: bytes of a list, 32 for each field among them.
    public init(
        tableBytesMax: Int = HTTP2Limits.tableBytesMax,
        listBytesMax: Int = HTTP2Limits.headerListBytesMax,
        fieldsMax: Int = HTTP2Limits.headerFieldsMax
    ) {
        table = HPACKTable(sizeMax: tableBytesMax)
        self.tableBytesMax = tableBytesMax
        self.listBytesMax = listBytesMax
        self.fieldsMax = fieldsMax
    }

    /// What a block has become.
    public enum Outcome {
        /// The fields are those of the block.
        case decoded
        /// The block says what the one before it said, so `fields` is as it was.
        case same
        /// The list is larger than its limit; `fields` is empty, the table as it must be.
        case tooLarge
    }

    /// Size and number of the table's entries, for tests.
    public var tableSize: Int { table.size }
    public var tableCount: Int { table.count }

    /// Decodes a whole block. REQUIRES: `fields` is the same variable in every call, and nobody
    /// else changes it. A decoder that has thrown is of no more use.
    @inline(__always)
    public mutating func decode(
        _ block: UnsafeRawBufferPointer, into fields: inout FieldBlock
    ) throws(HPACKFault) -> Outcome {
        if rememberedVersion == table.version, block.count == remembered.count, block.count > 0 {
            let isSame = remembered.withUnsafeBytes {
                memcmp($0.baseAddress!, block.baseAddress!, block.count) == 0
            }
            if isSame { return .same }
        }
        return try decodeAnew(block, into: &fields)
    }

    @inline(never)
    private mutating func decodeAnew(
        _ block: UnsafeRawBufferPointer, into fields: inout FieldBlock
    ) throws(HPACKFault) -> Outcome {
        rememberedVersion = -1
        fields.removeAll()
        let version = table.version
        var list = ListSize(bytesMax: listBytesMax, fieldsMax: fieldsMax)
        var place = 0
        var (isStart, resizes) = (true, false)
        while place < block.count {
            let first = block[place]
            if first & 0xE0 == 0x20 {
                guard isStart else { throw .tableSize }
                try resizeTable(block, &place)
                resizes = true
                continue
            }
            isStart = false
            if first & 0x80 != 0 {
                try decodeIndexed(block, &place, &list, &fields)
            } else {
                try decodeLiteral(block, &place, first, &list, &fields)
            }
        }
        guard !list.isExceeded else {
            fields.removeAll()
            return .tooLarge
        }
        if table.version == version, !resizes,
            block.count <= HTTP2Limits.rememberedBlockBytesMax
        {
            remembered.removeAll(keepingCapacity: true)
            remembered.append(contentsOf: block)
            rememberedVersion = version
        }
        return .decoded
    }

    /// How large the list is, whether kept or not.
    private struct ListSize {
        let bytesMax: Int
        let fieldsMax: Int
        private var bytes = 0
        private var fields = 0

        init(bytesMax: Int, fieldsMax: Int) {
            (self.bytesMax, self.fieldsMax) = (bytesMax, fieldsMax)
        }

        var isExceeded: Bool { bytes > bytesMax || fields > fieldsMax }

        /// Counts a field; false if the list has become too large to be kept.
        mutating func add(_ nameCount: Int, _ valueCount: Int) -> Bool {
            bytes += nameCount + valueCount + HPACKTable.entryOverhead
            fields += 1
            return !isExceeded
        }
    }

    private mutating func resizeTable(
        _ block: UnsafeRawBufferPointer, _ place: inout Int
    ) throws(HPACKFault) {
        let size = try HPACKInteger.read(block, &place, prefix: 5)
        guard size <= tableBytesMax else { throw .tableSize }
        table.resize(size)
    }

    // MARK: Fields

    private func decodeIndexed(
        _ block: UnsafeRawBufferPointer, _ place: inout Int, _ list: inout ListSize,
        _ fields: inout FieldBlock
    ) throws(HPACKFault) {
        let index = try HPACKInteger.read(block, &place, prefix: 7)
        let isKnown: Void? = withEntry(index) { name, value in
            guard list.add(name.count, value.count) else { return }
            let start = fields.bytes.count
            fields.write(name)
            fields.write(value)
            fields.endField(from: start, nameCount: name.count, isSensitive: false)
        }
        guard isKnown != nil else { throw .noSuchEntry }
    }

    private mutating func decodeLiteral(
        _ block: UnsafeRawBufferPointer, _ place: inout Int, _ first: UInt8,
        _ list: inout ListSize, _ fields: inout FieldBlock
    ) throws(HPACKFault) {
        let isIndexed = first & 0x40 != 0
        let isSensitive = first & 0xF0 == 0x10
        let start = fields.bytes.count
        let index = try HPACKInteger.read(block, &place, prefix: isIndexed ? 6 : 4)
        if index == 0 {
            try decodeString(block, &place, into: &fields)
        } else {
            let isKnown: Void? = withEntry(index) { name, _ in fields.write(name) }
            guard isKnown != nil else { throw .noSuchEntry }
        }
        let middle = fields.bytes.count
        try decodeString(block, &place, into: &fields)
        let end = fields.bytes.count
        if isIndexed {
            fields.bytes.withUnsafeBytes { bytes in
                table.insert(
                    UnsafeRawBufferPointer(rebasing: bytes[start..<middle]),
                    UnsafeRawBufferPointer(rebasing: bytes[middle..<end]))
            }
        }
        if list.add(middle - start, end - middle) {
            fields.endField(from: start, nameCount: middle - start, isSensitive: isSensitive)
        } else {
            fields.drop(from: start)
        }
    }

    private func decodeString(
        _ block: UnsafeRawBufferPointer, _ place: inout Int, into fields: inout FieldBlock
    ) throws(HPACKFault) {
        guard place < block.count else { throw .truncated }
        let isHuffman = block[place] & 0x80 != 0
        let count = try HPACKInteger.read(block, &place, prefix: 7)
        guard count <= block.count - place else { throw .truncated }
        let text = UnsafeRawBufferPointer(rebasing: block[place..<(place + count)])
        place += count
        if isHuffman {
            try HuffmanDecoder.decode(text, into: &fields)
        } else {
            fields.write(text)
        }
    }

    /// The entry of either table.
    @inline(__always)
    private func withEntry<Result>(
        _ index: Int, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Result
    ) -> Result? {
        guard index > 0 else { return nil }
        guard index <= HPACKStaticTable.count else {
            return table.withEntry(index - HPACKStaticTable.count - 1, body)
        }
        return HPACKStaticTable.fields.withField(index - 1) { body($0.name, $0.value) }
    }
}
