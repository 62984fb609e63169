import FirestoreModel
import RocksStore
import StatusCodes
import TextForms

/// A decoded key and value.
public struct InspectedEntry: Equatable, Sendable {
    /// A path, number or name; hexadecimal if it does not decode.
    public var key: String
    public var keyBytes = 0
    public var valueBytes = 0
    /// The decoded parts of the value, in stored order.
    public var facts: [Fact] = []
    /// The document without secrets; for `documents` only.
    public var document: Document?
    /// Why key or value do not decode; nil if they do.
    public var problem: String?

    /// A named part of a value.
    public struct Fact: Equatable, Sendable {
        public let name: String
        public let text: String
    }

    init(_ key: String, _ facts: KeyValuePairs<String, String> = [:]) {
        self.key = key
        self.facts = facts.map { Fact(name: $0.key, text: $0.value) }
    }

    init(damaged error: Status, _ key: UnsafeRawBufferPointer) {
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

    /// Microseconds since 1970 as a time; the number if the year is outside 1 to 9999.
    static func time(_ microseconds: Int64) -> String {
        let time = Timestamp(microseconds: microseconds)
        return time.isValid ? time.rfc3339 : "\(microseconds) µs"
    }
}

/// Entries up to a limit.
struct EntryList {
    let limit: Int
    private(set) var entries: [InspectedEntry] = []
    /// Whether an entry was dropped because of the limit.
    private(set) var isTruncated = false

    init(limit: Int) { self.limit = limit }

    /// Appends an entry; false if the list is full.
    mutating func add(
        _ entry: InspectedEntry, _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) -> Bool {
        guard entries.count < limit else {
            isTruncated = true
            return false
        }
        var entry = entry
        entry.keyBytes = key.count
        entry.valueBytes = value.count
        entries.append(entry)
        return true
    }

    /// Prepends an entry and drops the last one above the limit: for lists whose newest entries
    /// come last.
    mutating func push(
        _ entry: InspectedEntry, _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) {
        var entry = entry
        entry.keyBytes = key.count
        entry.valueBytes = value.count
        entries.append(entry)
        // Removes in bulk, which halves the cost.
        guard entries.count > 2 * limit else { return }
        entries.removeFirst(entries.count - limit)
        isTruncated = true
    }

    /// Completes a list built by pushing: newest first, within the limit.
    mutating func finishPushing() {
        if entries.count > limit {
            entries.removeFirst(entries.count - limit)
            isTruncated = true
        }
        entries.reverse()
    }
}
