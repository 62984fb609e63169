import Glibc
import JSON

/// A growing buffer for JSON. One thread at a time.
///
/// Rows consist of long constant parts, so that memcpy dominates. An `[UInt8]` would check
/// uniqueness and exclusivity for each of hundreds of appends per row.
public final class ByteBuffer {
    // Unchecked: no method hands out access to a field, so that accesses cannot overlap. The
    // run-time check took 60 % of a row's time.
    @exclusivity(unchecked) private var memory: UnsafeMutablePointer<UInt8>
    @exclusivity(unchecked) private var capacity: Int
    /// Bytes written since the last `removeAll`.
    @exclusivity(unchecked) public private(set) var count = 0

    public init(capacity: Int = 4_096) {
        self.capacity = max(capacity, 64)
        memory = .allocate(capacity: self.capacity)
    }

    deinit { memory.deallocate() }

    /// The written bytes, valid until the next write.
    public var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: memory, count: count)
    }

    public var array: [UInt8] { [UInt8](bytes) }

    public func removeAll() { count = 0 }

    /// Truncates to the first `length` bytes.
    func truncate(to length: Int) {
        precondition(length >= 0 && length <= count, "truncate beyond the end")
        count = length
    }

    @inline(__always)
    private func reserve(_ more: Int) {
        if count &+ more > capacity { grow(more) }
    }

    private func grow(_ more: Int) {
        var wanted = capacity &* 2
        while wanted < count &+ more { wanted = wanted &* 2 }
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted)
        memcpy(larger, memory, count)
        memory.deallocate()
        memory = larger
        capacity = wanted
    }

    func text(_ text: StaticString) {
        let length = text.utf8CodeUnitCount
        reserve(length)
        memcpy(memory + count, text.utf8Start, length)
        count &+= length
    }

    func string(_ text: String) {
        var copy = text
        copy.withUTF8 { raw($0) }
    }

    func raw(_ source: UnsafeBufferPointer<UInt8>) {
        guard let base = source.baseAddress else { return }
        reserve(source.count)
        memcpy(memory + count, base, source.count)
        count &+= source.count
    }

    func append(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { raw($0) } }

    func byte(_ value: UInt8) {
        reserve(1)
        memory[count] = value
        count &+= 1
    }

    /// Overwrites earlier bytes, such as a length that is known only at the end.
    func patch(at offset: Int, _ bytes: [UInt8]) {
        precondition(offset >= 0 && offset + bytes.count <= count, "patch beyond the end")
        for index in bytes.indices { memory[offset + index] = bytes[index] }
    }

    func integer(_ value: Int) {
        if value < 0 { byte(0x2D) }
        var digits = 1
        var rest = value.magnitude
        while rest >= 10 {
            rest /= 10
            digits &+= 1
        }
        writeDigits(value.magnitude, width: digits)
    }

    /// The last `width` decimal digits, zero-padded.
    func padded(_ value: Int, width: Int) { writeDigits(value.magnitude, width: width) }

    @inline(__always)
    private func writeDigits(_ value: UInt, width: Int) {
        reserve(width)
        var rest = value
        var position = count &+ width
        count = position
        for _ in 0..<width {
            position &-= 1
            let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
            memory[position] = UInt8(truncatingIfNeeded: 0x30 &+ remainder)
            rest = quotient
        }
    }

    /// A decimal as JavaScript prints it, without trailing zeros: `39.55`, `180.8`, `35`.
    func decimal(_ value: Int, places: Int) {
        var divisor: UInt = 1
        for _ in 0..<places { divisor = divisor &* 10 }
        if value < 0 { byte(0x2D) }
        let (whole, fraction) = value.magnitude.quotientAndRemainder(dividingBy: divisor)
        integer(Int(bitPattern: whole))
        if fraction == 0 { return }
        byte(0x2E)
        padded(Int(bitPattern: fraction), width: places)
        while memory[count &- 1] == 0x30 { count &-= 1 }
    }

    func cents(_ value: Int) { decimal(value, places: 2) }

    /// A quoted and escaped JSON string.
    func quoted(_ text: String) {
        var bytes: [UInt8] = []
        JSONText.appendQuoted(text, to: &bytes)
        append(bytes)
    }
}

extension ByteBuffer {
    func flag(_ value: Bool) { text(value ? "true" : "false") }

    func integerOrNull(_ value: Int?) {
        if let value { integer(value) } else { text("null") }
    }

    func decimalOrNull(_ value: Int?, places: Int) {
        if let value { decimal(value, places: places) } else { text("null") }
    }
}
