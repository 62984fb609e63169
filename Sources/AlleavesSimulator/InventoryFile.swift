import Foundation
import JSON

/// Writes the inventory of a simulated POS to a file, for benchmarks without a network.
public enum InventoryFile {
    /// Writes the response of `/inventory/search` for all locations; returns its bytes.
    public static func write(
        _ options: SimulatorOptions, to path: String
    ) throws(SimulatorError) -> Int {
        let stream = try producer(options)
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw .file(path: path, reason: "cannot be created") }
        var length = 0
        do {
            // A failed write has thrown already; closing adds nothing.
            defer { try? file.close() }
            try drain(stream) { bytes in
                length += bytes.count
                try file.write(contentsOf: bytes)
            }
        } catch {
            throw .file(path: path, reason: "cannot be written")
        }
        return length
    }

    /// Generates and discards the response; returns its bytes. Measures generation alone.
    public static func generatedBytes(_ options: SimulatorOptions) throws(SimulatorError) -> Int {
        let stream = try producer(options)
        var length = 0
        drain(stream) { length += $0.count }
        return length
    }

    /// The rules of `GET /discount` as JSON.
    public static func discountRules(
        _ options: SimulatorOptions
    ) throws(SimulatorError) -> [UInt8] {
        JSONValue.array(try POSService(options).store.current.discounts).bytes
    }

    private static func producer(_ options: SimulatorOptions) throws(SimulatorError)
        -> InventoryStream
    {
        var options = options
        options.discounts = 0
        let service = try POSService(options)
        return InventoryStream(
            generator: service.generator, edits: InventoryEdits(),
            locations: 0..<options.locations, query: "", opening: "[", closing: "]",
            writer: service.writer)
    }

    private static func drain<Failure: Error>(
        _ stream: InventoryStream, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        let buffer = ByteBuffer(
            capacity: SimulatorLimits.chunkBytes + SimulatorLimits.rowBytesMax)
        var isMore = true
        while isMore {
            buffer.removeAll()
            isMore = stream.fill(buffer)
            try body(buffer.bytes)
        }
    }
}
