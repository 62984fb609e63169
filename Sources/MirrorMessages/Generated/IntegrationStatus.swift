// Written by Protocol/generate.py from Protocol/sync.proto; change that file instead.

import JSON
import ProtobufWire

/// The integration document of a tenant.
public struct IntegrationStatus: MirrorMessage {
    public var orgId: String = ""
    public var provider: String = ""
    /// success, suspicious, error, running or never.
    public var status: String = ""
    public var lastAttemptAt: WireTimestamp?
    public var lastSyncAt: WireTimestamp?
    public var lastError: String = ""
    /// Counts and times are absent until a run has found them.
    public var productsCount: Int64?
    public var posProductsCount: Int64?
    public var customersCount: Int64?
    public var ordersCount: Int64?
    public var matchRatio: Double?
    public var durationMs: Int64?
    /// The kind of the run under way: products, discounts, metadata, customers, orders or org.
    public var running: String = ""
    public var productsOnSale: Int64?
    public var menuVersion: UInt64 = 0
    /// When the schedule last ran this tenant, since the daemon was started, and when it will.
    public var lastScheduledAt: WireTimestamp?
    public var nextScheduledAt: WireTimestamp?
    /// The time zone in which the tenant's days and its rules' dates end, an IANA name, and whose
    /// word that is: operator, pos, or none (then it is UTC, and warnings say so).
    public var timezone: String = ""
    public var timezoneSource: String = ""
    /// What was odd about the last run, and what is about the tenant's settings.
    public var warnings: [String] = []

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                orgId = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                provider = try reader.string(field: 2)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                status = try reader.string(field: 3)
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = lastAttemptAt ?? WireTimestamp()
                try value.merge(from: &inner)
                lastAttemptAt = value
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = lastSyncAt ?? WireTimestamp()
                try value.merge(from: &inner)
                lastSyncAt = value
            case 6:
                try reader.expect(.lengthDelimited, of: tag)
                lastError = try reader.string(field: 6)
            case 7:
                try reader.expect(.varint, of: tag)
                productsCount = Int64(bitPattern: try reader.varint())
            case 8:
                try reader.expect(.varint, of: tag)
                posProductsCount = Int64(bitPattern: try reader.varint())
            case 9:
                try reader.expect(.varint, of: tag)
                customersCount = Int64(bitPattern: try reader.varint())
            case 10:
                try reader.expect(.varint, of: tag)
                ordersCount = Int64(bitPattern: try reader.varint())
            case 11:
                try reader.expect(.fixed64, of: tag)
                matchRatio = Double(bitPattern: try reader.fixed64())
            case 12:
                try reader.expect(.varint, of: tag)
                durationMs = Int64(bitPattern: try reader.varint())
            case 13:
                try reader.expect(.lengthDelimited, of: tag)
                running = try reader.string(field: 13)
            case 14:
                try reader.expect(.varint, of: tag)
                productsOnSale = Int64(bitPattern: try reader.varint())
            case 15:
                try reader.expect(.varint, of: tag)
                menuVersion = try reader.varint()
            case 16:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = lastScheduledAt ?? WireTimestamp()
                try value.merge(from: &inner)
                lastScheduledAt = value
            case 17:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = nextScheduledAt ?? WireTimestamp()
                try value.merge(from: &inner)
                nextScheduledAt = value
            case 30:
                try reader.expect(.lengthDelimited, of: tag)
                timezone = try reader.string(field: 30)
            case 31:
                try reader.expect(.lengthDelimited, of: tag)
                timezoneSource = try reader.string(field: 31)
            case 32:
                try reader.expect(.lengthDelimited, of: tag)
                warnings.append(try reader.string(field: 32))
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !orgId.isEmpty { writer.string(1, orgId) }
        if !provider.isEmpty { writer.string(2, provider) }
        if !status.isEmpty { writer.string(3, status) }
        if let lastAttemptAt { writer.message(4) { lastAttemptAt.encode(into: &$0) } }
        if let lastSyncAt { writer.message(5) { lastSyncAt.encode(into: &$0) } }
        if !lastError.isEmpty { writer.string(6, lastError) }
        if let productsCount { writer.int64(7, productsCount) }
        if let posProductsCount { writer.int64(8, posProductsCount) }
        if let customersCount { writer.int64(9, customersCount) }
        if let ordersCount { writer.int64(10, ordersCount) }
        if let matchRatio { writer.double(11, matchRatio) }
        if let durationMs { writer.int64(12, durationMs) }
        if !running.isEmpty { writer.string(13, running) }
        if let productsOnSale { writer.int64(14, productsOnSale) }
        if menuVersion != 0 { writer.uint64(15, menuVersion) }
        if let lastScheduledAt { writer.message(16) { lastScheduledAt.encode(into: &$0) } }
        if let nextScheduledAt { writer.message(17) { nextScheduledAt.encode(into: &$0) } }
        if !timezone.isEmpty { writer.string(30, timezone) }
        if !timezoneSource.isEmpty { writer.string(31, timezoneSource) }
        for value in warnings { writer.string(32, value) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("org_id", orgId)
        writer.member("provider", provider)
        writer.member("status", status)
        if let lastAttemptAt { writer.member("last_attempt_at", lastAttemptAt) }
        if let lastSyncAt { writer.member("last_sync_at", lastSyncAt) }
        writer.member("last_error", lastError)
        if let productsCount { writer.member("products_count", productsCount) }
        if let posProductsCount { writer.member("pos_products_count", posProductsCount) }
        if let customersCount { writer.member("customers_count", customersCount) }
        if let ordersCount { writer.member("orders_count", ordersCount) }
        if let matchRatio { writer.member("match_ratio", matchRatio) }
        if let durationMs { writer.member("duration_ms", durationMs) }
        writer.member("running", running)
        if let productsOnSale { writer.member("products_on_sale", productsOnSale) }
        writer.member("menu_version", menuVersion)
        if let lastScheduledAt { writer.member("last_scheduled_at", lastScheduledAt) }
        if let nextScheduledAt { writer.member("next_scheduled_at", nextScheduledAt) }
        writer.member("timezone", timezone)
        writer.member("timezone_source", timezoneSource)
        writer.array("warnings", warnings) { writer, value in writer.value(value) }
    }
}
