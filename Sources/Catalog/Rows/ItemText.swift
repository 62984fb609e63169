import Pricing
import ProtobufWire

/// The searchable texts of an encoded MenuItem and their words.
enum ItemText {
    /// The words of a query, folded: runs of letters and digits.
    static func words(_ text: String) -> [[UInt8]] {
        var words: [[UInt8]] = []
        var buffer: [UInt8] = []
        Array(text.utf8).withUnsafeBytes { bytes in
            forEachWord(of: bytes, appendingTo: &buffer) { text, range in
                words.append(Array(text[range].prefix(CatalogLimits.wordBytesMax)))
            }
        }
        return words
    }

    /// The weight of a match in a field of MenuItem; 0 for fields that are not searched.
    private static func weight(_ field: UInt32) -> Int {
        switch field {
        case MenuItemNumber.name: 8
        case MenuItemNumber.brandName: 4
        case MenuItemNumber.strain: 3
        case MenuItemNumber.category, MenuItemNumber.categoryPath: 2
        default: 0
        }
    }

    /// Calls `body` with each searched text of an item and its weight.
    static func forEachField(
        of item: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer, Int) -> Void
    ) {
        var reader = WireReader(item)
        // Items are encoded by this module; a malformed one would match nothing.
        while let field = try? reader.nextField() {
            let weight = field.type == .lengthDelimited ? weight(field.number) : 0
            if weight > 0, let text = try? reader.rawBytes() {
                body(text, weight)
            } else {
                do { try reader.skip(field.type) } catch { return }
            }
        }
    }

    /// Appends the folded words of `text` to `buffer` and calls `body` with the buffer and
    /// the range of each.
    static func forEachWord(
        of text: UnsafeRawBufferPointer, appendingTo buffer: inout [UInt8],
        _ body: ([UInt8], Range<Int>) -> Void
    ) {
        guard !text.contains(where: { $0 >= 0x80 }) else {
            return forEachUnicodeWord(of: text, appendingTo: &buffer, body)
        }
        var start = buffer.count
        for byte in text {
            let lower = byte | 0x20
            if lower &- 0x61 < 26 || byte &- 0x30 < 10 {
                buffer.append(byte &- 0x41 < 26 ? lower : byte)
            } else if buffer.count > start {
                body(buffer, start..<buffer.count)
                start = buffer.count
            }
        }
        if buffer.count > start { body(buffer, start..<buffer.count) }
    }

    private static func forEachUnicodeWord(
        of text: UnsafeRawBufferPointer, appendingTo buffer: inout [UInt8],
        _ body: ([UInt8], Range<Int>) -> Void
    ) {
        let folded = TextKey.key(String(decoding: text, as: UTF8.self))
        for word in folded.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            let start = buffer.count
            buffer.append(contentsOf: word.utf8)
            body(buffer, start..<buffer.count)
        }
    }

    /// The key of an item's strain; empty where it has none.
    static func strain(_ item: UnsafeRawBufferPointer) -> String {
        var reader = WireReader(item)
        while let field = try? reader.nextField() {
            if field.number == MenuItemNumber.strain, field.type == .lengthDelimited,
                let text = try? reader.rawBytes()
            {
                return TextKey.key(String(decoding: text, as: UTF8.self))
            }
            do { try reader.skip(field.type) } catch { return "" }
        }
        return ""
    }
}
