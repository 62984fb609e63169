import DocumentStore
import RocksStore
import StatusCodes

/// Keys and values of the `meta` family.
enum MetaForm {
    static func entry(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) throws(Status) -> InspectedEntry {
        let name = String(decoding: key, as: UTF8.self)
        var entry = InspectedEntry(name)
        do throws(Status) {
            guard let numbers = try StoredEntryDecoder.meta([UInt8](key), [UInt8](value)) else {
                entry.facts = [.init(name: "bytes", text: InspectedEntry.hex(value))]
                return entry
            }
            entry.facts = numbers.map { number in
                InspectedEntry.Fact(name: number.name, text: text(number.name, number.value))
            }
        } catch {
            throw error.withContext("meta \(name)")
        }
        return entry
    }

    private static func text(_ name: String, _ value: UInt64) -> String {
        switch name {
        case "time": InspectedEntry.time(Int64(bitPattern: value))
        // Fingerprints, not numbers.
        case "policy", "store": InspectedEntry.hex(value)
        default: "\(value)"
        }
    }
}
