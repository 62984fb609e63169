/// Words escaped for JSON and concatenated, so that writing one is a single memcpy.
struct WordList: Sendable {
    private let bytes: [UInt8]
    private let offsets: [Int]

    init(_ words: [String]) {
        let buffer = ByteBuffer()
        var offsets = [0]
        let quotes = 2
        for word in words {
            let one = ByteBuffer()
            one.quoted(word)
            buffer.append([UInt8](one.array[1..<(one.count - quotes + 1)]))
            offsets.append(buffer.count)
        }
        bytes = buffer.array
        self.offsets = offsets
    }

    var count: Int { offsets.count - 1 }

    /// Writes a word, without quotes.
    func write(_ index: Int, to buffer: ByteBuffer) {
        bytes.withUnsafeBufferPointer {
            buffer.raw(UnsafeBufferPointer(rebasing: $0[offsets[index]..<offsets[index + 1]]))
        }
    }
}
