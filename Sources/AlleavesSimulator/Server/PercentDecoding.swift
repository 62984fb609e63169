/// Percent decoding of targets and queries.
enum PercentDecoding {
    static func decode(_ text: Substring, plusIsSpace: Bool) -> String {
        var units: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let unit = rest.popFirst() {
            if unit == 0x2B && plusIsSpace {
                units.append(0x20)
            } else if unit == 0x25, let value = hex(rest.prefix(2)) {
                units.append(value)
                rest = rest.dropFirst(2)
            } else {
                units.append(unit)
            }
        }
        return String(decoding: units, as: UTF8.self)
    }

    private static func hex(_ units: ArraySlice<UInt8>) -> UInt8? {
        guard units.count == 2, units.allSatisfy({ $0 < 0x80 && $0 != 0x2B && $0 != 0x2D }) else {
            return nil
        }
        return UInt8(String(decoding: units, as: UTF8.self), radix: 16)
    }

    static func query(_ text: Substring) -> [String: String] {
        var fields: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first else { continue }
            let value = parts.count == 2 ? parts[1] : ""
            fields[decode(name, plusIsSpace: true)] = decode(value, plusIsSpace: true)
        }
        return fields
    }
}
