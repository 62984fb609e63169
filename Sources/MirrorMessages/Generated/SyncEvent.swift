// Written by Protocol/generate.py from Protocol/sync.proto; change that file instead.

import JSON
import ProtobufWire

public struct SyncEvent: MirrorMessage {
    public var orgId: String = ""
    /// products, discounts, metadata, customers, orders or org.
    public var kind: String = ""
    /// started, fetching, mapping, writing, pricing, ended (a part of an org run has, while others go
    /// on) or finished (the run has).
    public var phase: String = ""
    /// Progress in the unit named: rows, products, orders…
    public var done: Int64 = 0
    /// 0 where it is not known.
    public var total: Int64 = 0
    public var unit: String = ""
    /// With phase finished.
    public var reply: SyncReply?
    /// What of an org run the step belongs to; else the same as kind.
    public var part: String = ""
    /// Since the part's phase began.
    public var elapsedMs: Int64 = 0
    /// Estimated; absent where nothing is known.
    public var remainingMs: Int64?
    /// The parts that go on at this moment; of a run of one kind that kind.
    public var running: [String] = []
    /// With phase ended: how the part did.
    public var ended: SyncPartReply?

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                orgId = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                kind = try reader.string(field: 2)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                phase = try reader.string(field: 3)
            case 4:
                try reader.expect(.varint, of: tag)
                done = Int64(bitPattern: try reader.varint())
            case 5:
                try reader.expect(.varint, of: tag)
                total = Int64(bitPattern: try reader.varint())
            case 6:
                try reader.expect(.lengthDelimited, of: tag)
                unit = try reader.string(field: 6)
            case 7:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = reply ?? SyncReply()
                try value.merge(from: &inner)
                reply = value
            case 8:
                try reader.expect(.lengthDelimited, of: tag)
                part = try reader.string(field: 8)
            case 9:
                try reader.expect(.varint, of: tag)
                elapsedMs = Int64(bitPattern: try reader.varint())
            case 10:
                try reader.expect(.varint, of: tag)
                remainingMs = Int64(bitPattern: try reader.varint())
            case 30:
                try reader.expect(.lengthDelimited, of: tag)
                running.append(try reader.string(field: 30))
            case 31:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = ended ?? SyncPartReply()
                try value.merge(from: &inner)
                ended = value
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !orgId.isEmpty { writer.string(1, orgId) }
        if !kind.isEmpty { writer.string(2, kind) }
        if !phase.isEmpty { writer.string(3, phase) }
        if done != 0 { writer.int64(4, done) }
        if total != 0 { writer.int64(5, total) }
        if !unit.isEmpty { writer.string(6, unit) }
        if let reply { writer.message(7) { reply.encode(into: &$0) } }
        if !part.isEmpty { writer.string(8, part) }
        if elapsedMs != 0 { writer.int64(9, elapsedMs) }
        if let remainingMs { writer.int64(10, remainingMs) }
        for value in running { writer.string(30, value) }
        if let ended { writer.message(31) { ended.encode(into: &$0) } }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("org_id", orgId)
        writer.member("kind", kind)
        writer.member("phase", phase)
        writer.member("done", done)
        writer.member("total", total)
        writer.member("unit", unit)
        if let reply { writer.member("reply", reply) }
        writer.member("part", part)
        writer.member("elapsed_ms", elapsedMs)
        if let remainingMs { writer.member("remaining_ms", remainingMs) }
        writer.array("running", running) { writer, value in writer.value(value) }
        if let ended { writer.member("ended", ended) }
    }
}
