// Written by Protocol/generate.py from Protocol/admin.proto; change that file instead.

import JSON
import ProtobufWire

public struct GetInfoReply: MirrorMessage {
    public var version: String = ""
    public var pid: Int64 = 0
    public var startedAt: WireTimestamp?
    public var dataDirectory: String = ""
    /// always, grouped or off.
    public var syncLevel: String = ""
    public var limits: [Limit] = []
    public var tenants: Int64 = 0
    public var products: Int64 = 0
    public var residentBytes: Int64 = 0
    public var uptimeMs: Int64 = 0
    /// Why the store takes no writes; empty while it does.
    public var writesRefused: String = ""
    /// Memory without pages of programs and files, which --memory bounds; 0 where it is unknown.
    public var privateBytes: Int64 = 0
    /// --memory.
    public var memoryLimitBytes: Int64 = 0
    /// The least --memory that has room for the menus; 0 while it has.
    public var memoryWantedBytes: Int64 = 0
    public var memory: [MemoryShare] = []

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                version = try reader.string(field: 1)
            case 2:
                try reader.expect(.varint, of: tag)
                pid = Int64(bitPattern: try reader.varint())
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = startedAt ?? WireTimestamp()
                try value.merge(from: &inner)
                startedAt = value
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                dataDirectory = try reader.string(field: 4)
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                syncLevel = try reader.string(field: 5)
            case 6:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = Limit()
                try value.merge(from: &inner)
                limits.append(value)
            case 7:
                try reader.expect(.varint, of: tag)
                tenants = Int64(bitPattern: try reader.varint())
            case 8:
                try reader.expect(.varint, of: tag)
                products = Int64(bitPattern: try reader.varint())
            case 9:
                try reader.expect(.varint, of: tag)
                residentBytes = Int64(bitPattern: try reader.varint())
            case 10:
                try reader.expect(.varint, of: tag)
                uptimeMs = Int64(bitPattern: try reader.varint())
            case 11:
                try reader.expect(.lengthDelimited, of: tag)
                writesRefused = try reader.string(field: 11)
            case 12:
                try reader.expect(.varint, of: tag)
                privateBytes = Int64(bitPattern: try reader.varint())
            case 13:
                try reader.expect(.varint, of: tag)
                memoryLimitBytes = Int64(bitPattern: try reader.varint())
            case 14:
                try reader.expect(.varint, of: tag)
                memoryWantedBytes = Int64(bitPattern: try reader.varint())
            case 15:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = MemoryShare()
                try value.merge(from: &inner)
                memory.append(value)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !version.isEmpty { writer.string(1, version) }
        if pid != 0 { writer.int64(2, pid) }
        if let startedAt { writer.message(3) { startedAt.encode(into: &$0) } }
        if !dataDirectory.isEmpty { writer.string(4, dataDirectory) }
        if !syncLevel.isEmpty { writer.string(5, syncLevel) }
        for value in limits { writer.message(6) { value.encode(into: &$0) } }
        if tenants != 0 { writer.int64(7, tenants) }
        if products != 0 { writer.int64(8, products) }
        if residentBytes != 0 { writer.int64(9, residentBytes) }
        if uptimeMs != 0 { writer.int64(10, uptimeMs) }
        if !writesRefused.isEmpty { writer.string(11, writesRefused) }
        if privateBytes != 0 { writer.int64(12, privateBytes) }
        if memoryLimitBytes != 0 { writer.int64(13, memoryLimitBytes) }
        if memoryWantedBytes != 0 { writer.int64(14, memoryWantedBytes) }
        for value in memory { writer.message(15) { value.encode(into: &$0) } }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("version", version)
        writer.member("pid", pid)
        if let startedAt { writer.member("started_at", startedAt) }
        writer.member("data_directory", dataDirectory)
        writer.member("sync_level", syncLevel)
        writer.array("limits", limits) { writer, value in writer.value(value) }
        writer.member("tenants", tenants)
        writer.member("products", products)
        writer.member("resident_bytes", residentBytes)
        writer.member("uptime_ms", uptimeMs)
        writer.member("writes_refused", writesRefused)
        writer.member("private_bytes", privateBytes)
        writer.member("memory_limit_bytes", memoryLimitBytes)
        writer.member("memory_wanted_bytes", memoryWantedBytes)
        writer.array("memory", memory) { writer, value in writer.value(value) }
    }
}
