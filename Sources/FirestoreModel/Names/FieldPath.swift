import Ordering
import StatusCodes

/// A path of field names through maps, such as `a.b` or `` a.`x y` ``.
///
/// Simple names are `[A-Za-z_][A-Za-z0-9_]*`; others are quoted with backticks, in which a
/// backslash escapes a backtick and itself (google/firestore/v1/document.proto).
public struct FieldPath: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Field names, at least one, none empty.
    public let segments: [String]
    /// Whether this is ``documentName``.
    public let isDocumentName: Bool

    /// `__name__`, which queries use for the document's name.
    public static let documentName = FieldPath(uncheckedSegments: ["__name__"])

    /// REQUIRES: valid names; unchecked.
    public init(uncheckedSegments segments: [String]) {
        self.segments = segments
        isDocumentName = segments.count == 1 && segments[0] == "__name__"
    }

    /// A path of one field name, taken literally.
    public init(field name: String) { self.init(uncheckedSegments: [name]) }

    /// Parses the text form; INVALID_ARGUMENT for anything malformed or too long.
    public init(_ text: String) throws(Status) {
        guard text.utf8.count <= FirestoreLimits.fieldPathBytesMax else {
            throw .invalid("field path has more than \(FirestoreLimits.fieldPathBytesMax) bytes")
        }
        var parser = FieldPathParser(text)
        self.init(uncheckedSegments: try parser.segments())
    }

    /// Throws INVALID_ARGUMENT when documents may not have a field of one of the names.
    public func requireStorable() throws(Status) {
        for name in segments { try Self.requireStorable(name) }
    }

    /// Throws INVALID_ARGUMENT unless documents may have a field of this name.
    public static func requireStorable(_ name: String) throws(Status) {
        let bytes = name.utf8
        guard !bytes.isEmpty else { throw .invalid("field name is empty") }
        guard bytes.count <= FirestoreLimits.fieldNameBytesMax else {
            throw .invalid("field name has more than \(FirestoreLimits.fieldNameBytesMax) bytes")
        }
        // As with ids, the service accepts `____`: reserved names have at least one character in
        // between.
        if bytes.count >= 5, bytes.starts(with: "__".utf8), bytes.suffix(2).elementsEqual("__".utf8)
        {
            throw .invalid("field name of the form __…__ is reserved")
        }
    }

    /// Whether `other` equals this path or is below it.
    public func isPrefix(of other: FieldPath) -> Bool {
        segments.count <= other.segments.count
            && zip(segments, other.segments).allSatisfy { ByteOrder.equal($0, $1) }
    }

    /// The text form, quoted only where it must be.
    public var description: String {
        segments.map(Self.printed).joined(separator: ".")
    }

    private static func printed(_ name: String) -> String {
        var digitAllowed = false
        var simple = !name.isEmpty
        var quoted = "`"
        for scalar in name.unicodeScalars {
            switch scalar {
            case "A"..."Z", "a"..."z", "_": break
            case "0"..."9": simple = simple && digitAllowed
            default: simple = false
            }
            digitAllowed = true
            if scalar == "`" || scalar == "\\" { quoted += "\\" }
            quoted.unicodeScalars.append(scalar)
        }
        return simple ? name : quoted + "`"
    }

    public static func == (left: FieldPath, right: FieldPath) -> Bool {
        left.segments.count == right.segments.count && left.isPrefix(of: right)
    }

    public func hash(into hasher: inout Hasher) {
        for name in segments {
            ByteOrder.withUTF8(name) { hasher.combine(bytes: $0) }
            hasher.combine(UInt8(0))
        }
    }

    /// By the names' UTF-8, segment by segment; a prefix first.
    public static func < (left: FieldPath, right: FieldPath) -> Bool {
        for (first, second) in zip(left.segments, right.segments) {
            let order = ByteOrder.compare(first, second)
            if order != 0 { return order < 0 }
        }
        return left.segments.count < right.segments.count
    }
}

/// Parses the text form of a field path.
struct FieldPathParser {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    private static let malformed = Status.invalid("field path is malformed")

    /// The names of the whole text.
    mutating func segments() throws(Status) -> [String] {
        var names = [try name()]
        while position < bytes.count {
            guard bytes[position] == 0x2E else { throw Self.malformed }
            position += 1
            names.append(try name())
        }
        return names
    }

    private mutating func name() throws(Status) -> String {
        guard position < bytes.count else { throw Self.malformed }
        return bytes[position] == 0x60 ? try quoted() : try simple()
    }

    private mutating func simple() throws(Status) -> String {
        let start = position
        while position < bytes.count, Self.isSimple(bytes[position], first: position == start) {
            position += 1
        }
        guard position > start else { throw Self.malformed }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func quoted() throws(Status) -> String {
        var content: [UInt8] = []
        position += 1
        while position < bytes.count, bytes[position] != 0x60 {
            if bytes[position] == 0x5C {
                position += 1
                guard position < bytes.count, [0x60, 0x5C].contains(bytes[position]) else {
                    throw Self.malformed
                }
            }
            content.append(bytes[position])
            position += 1
        }
        guard position < bytes.count, !content.isEmpty else { throw Self.malformed }
        position += 1
        return String(decoding: content, as: UTF8.self)
    }

    private static func isSimple(_ byte: UInt8, first: Bool) -> Bool {
        switch byte {
        case 0x41...0x5A, 0x61...0x7A, 0x5F: true
        case 0x30...0x39: !first
        default: false
        }
    }
}
