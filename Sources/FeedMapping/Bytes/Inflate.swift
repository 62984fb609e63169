/// Decompresses DEFLATE streams (RFC 1951). Pure; every read and the output are bounded.
///
/// An own decoder, because zlib is not linked, and `gzip -dc` would mean a child process in the
/// middle of a sync, two pipes to serve without blocking, and a program that small containers lack.
struct Inflate {
    private let input: [UInt8]
    /// The index of the next byte of `input`.
    private(set) var position: Int
    private var bits: UInt64 = 0
    private var bitCount = 0
    private(set) var output: [UInt8]
    private let outputMax: Int
    /// Bytes that the output may have before more is asked for, and whoever is asked.
    private var granted: Int
    private let grant: (Int) -> Bool

    /// Decompresses the stream that begins at `start`, appending to `output`.
    ///
    /// - Parameters:
    ///   - outputMax: the limit of `output`'s bytes in total.
    ///   - grant: asked before the output has as many bytes; false ends it.
    init(
        _ input: [UInt8], from start: Int, appendingTo output: [UInt8], outputMax: Int,
        grant: @escaping (Int) -> Bool = { _ in true }
    ) {
        self.grant = grant
        granted = max(FeedLimits.inflationFloorBytes, output.count)
        self.input = input
        position = start
        self.output = output
        self.outputMax = outputMax
    }

    /// Decompresses to the end of the stream; ``position`` is then after its last byte.
    mutating func run() throws(FeedFault) {
        /// Distances may not reach before this stream.
        let start = output.count
        var isLast = false
        while !isLast {
            isLast = try take(1) == 1
            switch try take(2) {
            case 0: try stored()
            case 1: try block(.fixedLiterals, .fixedDistances, start)
            case 2:
                let (literals, distances) = try dynamicTables()
                try block(literals, distances, start)
            default: throw Self.malformed
            }
        }
        // Returns unused whole bytes from `bits` to the input.
        position -= bitCount / 8
    }

    private static let malformed = FeedFault(.malformed, "the compressed stream is damaged")

    // MARK: - Bits

    private mutating func fill(_ count: Int) {
        while bitCount < count, position < input.count {
            bits |= UInt64(input[position]) &<< UInt64(bitCount)
            position += 1
            bitCount += 8
        }
    }

    /// The next `count` bits, at most 32, least significant first.
    private mutating func take(_ count: Int) throws(FeedFault) -> Int {
        fill(count)
        guard bitCount >= count else {
            throw FeedFault(.cutOff, "the compressed stream is cut off")
        }
        let value = bits & (1 &<< UInt64(count) &- 1)
        bits &>>= UInt64(count)
        bitCount -= count
        return Int(value)
    }

    private mutating func symbol(_ table: HuffmanTable) throws(FeedFault) -> Int {
        fill(HuffmanTable.bitsMax)
        let entry = table.entries[Int(bits & UInt64(HuffmanTable.mask))]
        let length = Int(entry & 15)
        guard length > 0 else { throw bitCount == 0 ? Self.cut : Self.malformed }
        guard length <= bitCount else { throw Self.cut }
        bits &>>= UInt64(length)
        bitCount -= length
        return Int(entry >> 4)
    }

    private static let cut = FeedFault(.cutOff, "the compressed stream is cut off")

    // MARK: - Blocks

    private mutating func stored() throws(FeedFault) {
        _ = try take(bitCount & 7)
        let length = try take(16)
        guard try take(16) == ~length & 0xFFFF else { throw Self.malformed }
        position -= bitCount / 8
        bits = 0
        bitCount = 0
        guard input.count - position >= length else { throw Self.cut }
        try room(length)
        output.append(contentsOf: input[position..<position + length])
        position += length
    }

    @inline(__always)
    private mutating func room(_ count: Int) throws(FeedFault) {
        if output.count + count > min(granted, outputMax) { try ask(count) }
    }

    /// Twice as much at a time.
    @inline(never)
    private mutating func ask(_ count: Int) throws(FeedFault) {
        let needed = output.count + count
        guard needed <= outputMax else {
            throw FeedFault(.tooLarge, "unpacked, the feed has more than \(outputMax) bytes")
        }
        let wanted = max(needed, 2 * granted)
        guard grant(wanted) else {
            throw FeedFault(.tooLarge, "unpacked, the feed has more bytes than there is memory for")
        }
        granted = wanted
    }

    private mutating func block(
        _ literals: HuffmanTable, _ distances: HuffmanTable, _ start: Int
    ) throws(FeedFault) {
        while true {
            let symbol = try symbol(literals)
            if symbol < 256 {
                try room(1)
                output.append(UInt8(truncatingIfNeeded: symbol))
                continue
            }
            if symbol == 256 { return }
            guard symbol - 257 < Self.lengths.count else { throw Self.malformed }
            let length = Self.lengths[symbol - 257] + (try take(Self.lengthBits[symbol - 257]))
            let code = try self.symbol(distances)
            guard code < Self.distances.count else { throw Self.malformed }
            let distance = Self.distances[code] + (try take(Self.distanceBits[code]))
            guard distance <= output.count - start else { throw Self.malformed }
            try room(length)
            // Byte by byte, because source and target may overlap.
            for _ in 0..<length { output.append(output[output.count - distance]) }
        }
    }

    private mutating func dynamicTables() throws(FeedFault) -> (HuffmanTable, HuffmanTable) {
        let literalCount = try take(5) + 257
        let distanceCount = try take(5) + 1
        let codeCount = try take(4) + 4
        guard literalCount <= 286, distanceCount <= 30 else { throw Self.malformed }
        var codeLengths = [UInt8](repeating: 0, count: 19)
        for index in 0..<codeCount {
            codeLengths[Self.codeOrder[index]] = UInt8(truncatingIfNeeded: try take(3))
        }
        guard let codes = HuffmanTable(codeLengths) else { throw Self.malformed }
        var lengths: [UInt8] = []
        while lengths.count < literalCount + distanceCount {
            let symbol = try symbol(codes)
            var value: UInt8 = 0
            var count = 1
            switch symbol {
            case 0...15: value = UInt8(truncatingIfNeeded: symbol)
            case 16:
                guard let last = lengths.last else { throw Self.malformed }
                (value, count) = (last, 3 + (try take(2)))
            case 17: count = 3 + (try take(3))
            default: count = 11 + (try take(7))
            }
            lengths.append(contentsOf: repeatElement(value, count: count))
        }
        guard lengths.count == literalCount + distanceCount, lengths[256] != 0,
            let literals = HuffmanTable(Array(lengths.prefix(literalCount))),
            let distances = HuffmanTable(Array(lengths.dropFirst(literalCount)))
        else { throw Self.malformed }
        return (literals, distances)
    }

    // MARK: - Tables of RFC 1951, 3.2.5 and 3.2.7

    private static let lengths = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
        131, 163, 195, 227, 258,
    ]
    private static let lengthBits = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
    private static let distances = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1_025,
        1_537, 2_049, 3_073, 4_097, 6_145, 8_193, 12_289, 16_385, 24_577,
    ]
    private static let distanceBits = [
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12,
        13, 13,
    ]
    private static let codeOrder = [
        16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
    ]
}

/// A canonical Huffman code as a lookup table, indexed by the next 15 bits of the stream.
struct HuffmanTable {
    static let bitsMax = 15
    static let mask = 1 << bitsMax - 1

    /// The symbol, and its code's length in the low 4 bits; 0 where no code matches.
    let entries: [UInt16]

    /// Nil if the lengths oversubscribe the code. Unused code words are allowed, and are errors
    /// when they occur.
    init?(_ lengths: [UInt8]) {
        var counts = [Int](repeating: 0, count: Self.bitsMax + 1)
        for length in lengths where length > 0 { counts[Int(length)] += 1 }
        var next = [Int](repeating: 0, count: Self.bitsMax + 2)
        var code = 0
        for length in 1...Self.bitsMax {
            code = (code + counts[length - 1]) << 1
            next[length] = code
            guard code + counts[length] <= 1 << length else { return nil }
        }
        var entries = [UInt16](repeating: 0, count: Self.mask + 1)
        for (symbol, length) in lengths.enumerated() where length > 0 {
            let length = Int(length)
            let reversed = Self.reversed(next[length], length)
            next[length] += 1
            for entry in stride(from: reversed, through: Self.mask, by: 1 << length) {
                entries[entry] = UInt16(symbol << 4 | length)
            }
        }
        self.entries = entries
    }

    private init(knownGood lengths: [UInt8]) {
        guard let table = HuffmanTable(lengths) else {
            preconditionFailure("the fixed code of RFC 1951 is one")
        }
        self = table
    }

    /// The code with its bits reversed, because the stream has a code's first bit lowest.
    private static func reversed(_ code: Int, _ length: Int) -> Int {
        var (code, result) = (code, 0)
        for _ in 0..<length {
            result = result << 1 | code & 1
            code >>= 1
        }
        return result
    }

    static let fixedLiterals = HuffmanTable(
        knownGood: [UInt8](repeating: 8, count: 144) + [UInt8](repeating: 9, count: 112)
            + [UInt8](repeating: 7, count: 24) + [UInt8](repeating: 8, count: 8))
    static let fixedDistances = HuffmanTable(knownGood: [UInt8](repeating: 5, count: 30))
}
