import StatusCodes

/// The value of `grpc-timeout`: up to eight digits and a unit.
public enum GRPCTimeout {
    /// Nanoseconds; 0 has passed already. What does not fit the type is the largest there is, 292
    /// years. Throws INVALID_ARGUMENT for anything else, which is no timeout and not none either.
    public static func nanoseconds(_ text: UnsafeRawBufferPointer) throws(Status) -> Int64 {
        guard text.count >= 2, text.count <= 9, let unit = unit(text[text.count - 1]) else {
            throw malformed
        }
        var value: Int64 = 0
        for byte in text.dropLast() {
            guard byte >= 0x30, byte <= 0x39 else { throw malformed }
            value = value * 10 + Int64(byte - 0x30)
        }
        let (product, isTooLarge) = value.multipliedReportingOverflow(by: unit)
        return isTooLarge ? .max : product
    }

    private static var malformed: Status {
        .invalid("grpc-timeout is not one to eight digits and a unit of H, M, S, m, u or n")
    }

    private static func unit(_ byte: UInt8) -> Int64? {
        switch byte {
        case UInt8(ascii: "n"): 1
        case UInt8(ascii: "u"): 1_000
        case UInt8(ascii: "m"): 1_000_000
        case UInt8(ascii: "S"): 1_000_000_000
        case UInt8(ascii: "M"): 60_000_000_000
        case UInt8(ascii: "H"): 3_600_000_000_000
        default: nil
        }
    }
}
