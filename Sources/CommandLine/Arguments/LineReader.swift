/// The lines of a file, one after another.
struct LineReader {
    private let file: InputFile
    private let bytesMax: Int
    private var buffer: [UInt8] = []
    /// Where the next line starts, and how far no end of it was found.
    private var (start, searched) = (0, 0)
    private var isAtEnd = false

    init(_ file: InputFile, bytesMax: Int) {
        self.file = file
        self.bytesMax = bytesMax
    }

    /// The next line without its end; nil behind the last.
    mutating func next() throws(CommandFailure) -> [UInt8]? {
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { (start, searched) = (end + 1, end + 1) }
                return [UInt8](buffer[start..<end])
            }
            searched = buffer.count
            if isAtEnd {
                defer { start = buffer.count }
                return start < buffer.count ? [UInt8](buffer[start...]) : nil
            }
            guard buffer.count - start <= bytesMax else {
                throw CommandFailure(
                    .failed, "a line has more than \(Figures.bytes(Int64(bytesMax)))",
                    remedy: "write one document a line")
            }
            try fill()
        }
    }

    private mutating func fill() throws(CommandFailure) {
        buffer.removeFirst(start)
        searched -= start
        start = 0
        let more = try file.read(bytesMax: CommandLineLimits.inputBufferBytes)
        isAtEnd = more.isEmpty
        buffer += more
    }
}
