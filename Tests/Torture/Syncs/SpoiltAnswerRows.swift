import Foundation

/// What spoilt answers say, by a reader that has nothing in common with the mirror's: an array is
/// taken apart by its brackets and quotes, and each row is read by Foundation.
struct SpoiltAnswerRows {
    /// What the rows of one item have as values, as texts and as cents.
    struct Item {
        var texts: Set<String> = []
        var cents: Set<Int> = []
    }

    /// Whether every answer is an array that is closed, with nothing behind it.
    var isWhole: Bool { torn == nil }
    /// What lies around the place where the first one is not.
    private(set) var torn: String?
    /// Rows that are no JSON by themselves; the first of them.
    private(set) var spoilt: [String] = []
    /// By the POS's id.
    private(set) var items: [Int: Item] = [:]

    init(_ bodies: [[UInt8]]) {
        for body in bodies {
            var place = 0
            guard let rows = Self.elements(body, &place) else {
                let part = body[max(0, place - 80)..<min(body.count, place + 40)]
                torn =
                    torn
                    ?? "byte \(place) of \(body.count): \(String(decoding: part, as: UTF8.self))"
                continue
            }
            for row in rows {
                // A byte that is no UTF-8 is another character to Foundation.
                let text = String(decoding: row, as: UTF8.self)
                let value = try? JSONSerialization.jsonObject(with: Data(text.utf8))
                if let fields = value as? [String: Any] {
                    add(fields)
                } else {
                    spoilt.append(text)
                }
            }
        }
    }

    /// The elements of an array; nil where its brackets do not match, at `place`.
    private static func elements(_ body: [UInt8], _ place: inout Int) -> [ArraySlice<UInt8>]? {
        let space: Set<UInt8> = [0x20, 0x0A, 0x0D, 0x09]
        guard let first = body.firstIndex(where: { !space.contains($0) }),
            let last = body.lastIndex(where: { !space.contains($0) }),
            body[first] == UInt8(ascii: "["), body[last] == UInt8(ascii: "]"), first < last
        else { return nil }
        var elements: [ArraySlice<UInt8>] = []
        var open: [UInt8] = []
        var (isText, isEscaped, start) = (false, false, first + 1)
        for index in first + 1..<last {
            let byte = body[index]
            place = index
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): open.append(byte)
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                // In ASCII a closing bracket is two behind its opening one.
                guard open.popLast() == byte - 2 else { return nil }
            case UInt8(ascii: ","):
                guard open.isEmpty else { continue }
                elements.append(body[start..<index])
                start = index + 1
            default: break
            }
        }
        guard open.isEmpty, !isText else { return nil }
        return elements + (start < last ? [body[start..<last]] : [])
    }

    private mutating func add(_ row: [String: Any]) {
        guard
            let id = (row["id_item"] as? NSNumber)?.intValue
                ?? (row["id_item"] as? String).flatMap(Int.init)
        else { return }
        for value in row.values {
            if let text = value as? String {
                items[id, default: Item()].texts.insert(Self.plain(text))
                if let number = Double(text) { add(number, id) }
            } else if let number = value as? NSNumber {
                add(number.doubleValue, id)
            }
        }
    }

    private mutating func add(_ number: Double, _ id: Int) {
        // Half a cent is rounded as a decimal; as a binary number it may lie below.
        for cents in [number * 100, number * 100 + 1e-6] where abs(cents) < 1e15 {
            items[id, default: Item()].cents.insert(Int(cents.rounded()))
        }
    }

    /// Without spaces: how they are trimmed is not what is asked here.
    static func plain(_ text: String) -> String {
        String(text.unicodeScalars.filter { $0.value > 0x20 }.map(Character.init))
    }
}
