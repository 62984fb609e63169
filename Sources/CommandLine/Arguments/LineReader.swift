/// Iterates over the lines of a file.
struct LineReader {
    private let file: InputFile
    private let bytesMax: Int
    private var buffer: [UInt8] = []
    /// The start of the next line, and the offset up to which no line ending was found.
    private var (start, searched) = (0, 0)
    private var isAtEnd = false

    init(_ file: InputFile, bytesMax: Int) {
        self.file = file
        self.bytesMax = bytesMax
    }

    /// The next line without its line ending; nil at the end.
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
                    .failed, "a line has more than \(NumberText.bytes(Int64(bytesMax)))",
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
