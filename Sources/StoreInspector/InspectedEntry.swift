import FirestoreModel
import RocksStore
import TextForms

/// A key and its value, taken apart.
public struct InspectedEntry: Equatable, Sendable {
    /// A path, a number or a name; where it cannot be decoded, the bytes in hexadecimal.
    public var key: String
    public var keyBytes = 0
    public var valueBytes = 0
    /// What the value says, in its own order.
    public var facts: [Fact] = []
    /// The document, without what is hidden; of `documents` only.
    public var document: Document?
    /// Why the key or the value is not what this program writes; nil where it is.
    public var problem: String?

    /// One of the things that a value says.
    public struct Fact: Equatable, Sendable {
        public let name: String
        public let text: String
    }

    init(_ key: String, _ facts: KeyValuePairs<String, String> = [:]) {
        self.key = key
        self.facts = facts.map { Fact(name: $0.key, text: $0.value) }
    }

    init(damaged error: StoreError, _ key: UnsafeRawBufferPointer) {
        self.init(Self.hex(key))
        problem = error.message
    }

    /// At most 64 bytes in hexadecimal.
    static func hex(_ bytes: some Collection<UInt8>) -> String {
        Hexadecimal.text(bytes.prefix(64)) + (bytes.count > 64 ? "…" : "")
    }

    static func hex(_ number: UInt64) -> String {
        withUnsafeBytes(of: number.bigEndian) { hex($0) }
    }

    /// Microseconds since 1970 as a time; the number where it is none of the years 1 to 9999.
    static func time(_ microseconds: Int64) -> String {
        let time = Timestamp(microseconds: microseconds)
        return time.isValid ? time.rfc3339 : "\(microseconds) µs"
    }
}

/// Entries up to a limit.
struct EntryList {
    let limit: Int
    private(set) var entries: [InspectedEntry] = []
    /// True once there was one more than the limit.
    private(set) var isCut = false

    init(limit: Int) { self.limit = limit }

    /// Adds an entry of the given key and value; false, and nothing is added, once it is full.
    mutating func add(
        _ entry: InspectedEntry, _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) -> Bool {
        guard entries.count < limit else {
            isCut = true
            return false
        }
        var entry = entry
        entry.keyBytes = key.count
        entry.valueBytes = value.count
        entries.append(entry)
        return true
    }

    /// Adds an entry in front and drops the last one too many, for lists whose newest come last.
    mutating func push(
        _ entry: InspectedEntry, _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) {
        var entry = entry
        entry.keyBytes = key.count
        entry.valueBytes = value.count
        entries.append(entry)
        // Half of the work of removing one at a time.
        guard entries.count > 2 * limit else { return }
        entries.removeFirst(entries.count - limit)
        isCut = true
    }

    /// Ends a list that was pushed to: newest first, at most the limit.
    mutating func finishPushing() {
        if entries.count > limit {
            entries.removeFirst(entries.count - limit)
            isCut = true
        }
        entries.reverse()
    }
}
