// Written by Protocol/generate.py from Protocol/sync.proto; change that file instead.

import JSON
import ProtobufWire

/// What a run did. success is false where the POS could not be read, or, of SyncOrg, some of it;
/// then what could not be read was not changed.
public struct SyncReply: MirrorMessage {
    public var orgId: String = ""
    public var success: Bool = false
    /// Empty on success; says what to do.
    public var error: String = ""
    /// Active products in the mirror afterwards.
    public var productsCount: Int64 = 0
    /// Distinct items that the POS answered. This and the other counts of one kind of data are
    /// absent where the run did not find them out: they are never 0 for unknown.
    public var posProductsCount: Int64?
    public var created: Int64 = 0
    public var updated: Int64 = 0
    public var unchanged: Int64 = 0
    public var deactivated: Int64 = 0
    public var discountsFound: Int64?
    public var productsOnSale: Int64 = 0
    /// Absent where the run did not count them.
    public var customersCount: Int64?
    public var ordersCount: Int64?
    public var brands: Int64?
    public var categories: Int64?
    public var vendors: Int64?
    public var durationMs: Int64 = 0
    /// What was odd but did not stop the run.
    public var warnings: [String] = []
    public var discountsRejected: Int64?
    public var discountsUnscoped: Int64?
    /// The caller joined a run that another had started.
    public var joined: Bool = false
    /// Of SyncOrg.
    public var parts: [SyncPartReply] = []
    /// Orders that the POS answered; orders_count is how many the mirror holds.
    public var ordersRead: Int64?
    /// The day of the newest stored order, YYYY-MM-DD.
    public var ordersThrough: String = ""
    /// Of SyncOrders and SyncOrg: there is nothing left to read.
    public var isComplete: Bool = false
    /// Customers for whom spending was computed.
    public var spendingCount: Int64?
    /// The end of the daemon cut the run; parts and error say what it had stored.
    public var interrupted: Bool = false
    /// All orders from this day to orders_through are stored, YYYY-MM-DD.
    public var ordersSince: String = ""
    /// The run ended at its bound of orders: another call goes on where it stopped. Where it is false
    /// and is_complete too, the POS gave something that is no order, and another call reads it again.
    public var ordersGoOn: Bool = false

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                orgId = try reader.string(field: 1)
            case 2:
                try reader.expect(.varint, of: tag)
                success = try reader.varint() != 0
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                error = try reader.string(field: 3)
            case 4:
                try reader.expect(.varint, of: tag)
                productsCount = Int64(bitPattern: try reader.varint())
            case 5:
                try reader.expect(.varint, of: tag)
                posProductsCount = Int64(bitPattern: try reader.varint())
            case 6:
                try reader.expect(.varint, of: tag)
                created = Int64(bitPattern: try reader.varint())
            case 7:
                try reader.expect(.varint, of: tag)
                updated = Int64(bitPattern: try reader.varint())
            case 8:
                try reader.expect(.varint, of: tag)
                unchanged = Int64(bitPattern: try reader.varint())
            case 9:
                try reader.expect(.varint, of: tag)
                deactivated = Int64(bitPattern: try reader.varint())
            case 10:
                try reader.expect(.varint, of: tag)
                discountsFound = Int64(bitPattern: try reader.varint())
            case 11:
                try reader.expect(.varint, of: tag)
                productsOnSale = Int64(bitPattern: try reader.varint())
            case 12:
                try reader.expect(.varint, of: tag)
                customersCount = Int64(bitPattern: try reader.varint())
            case 13:
                try reader.expect(.varint, of: tag)
                ordersCount = Int64(bitPattern: try reader.varint())
            case 14:
                try reader.expect(.varint, of: tag)
                brands = Int64(bitPattern: try reader.varint())
            case 15:
                try reader.expect(.varint, of: tag)
                categories = Int64(bitPattern: try reader.varint())
            case 16:
                try reader.expect(.varint, of: tag)
                vendors = Int64(bitPattern: try reader.varint())
            case 17:
                try reader.expect(.varint, of: tag)
                durationMs = Int64(bitPattern: try reader.varint())
            case 18:
                try reader.expect(.lengthDelimited, of: tag)
                warnings.append(try reader.string(field: 18))
            case 19:
                try reader.expect(.varint, of: tag)
                discountsRejected = Int64(bitPattern: try reader.varint())
            case 20:
                try reader.expect(.varint, of: tag)
                discountsUnscoped = Int64(bitPattern: try reader.varint())
            case 21:
                try reader.expect(.varint, of: tag)
                joined = try reader.varint() != 0
            case 22:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = SyncPartReply()
                try value.merge(from: &inner)
                parts.append(value)
            case 23:
                try reader.expect(.varint, of: tag)
                ordersRead = Int64(bitPattern: try reader.varint())
            case 24:
                try reader.expect(.lengthDelimited, of: tag)
                ordersThrough = try reader.string(field: 24)
            case 25:
                try reader.expect(.varint, of: tag)
                isComplete = try reader.varint() != 0
            case 26:
                try reader.expect(.varint, of: tag)
                spendingCount = Int64(bitPattern: try reader.varint())
            case 30:
                try reader.expect(.varint, of: tag)
                interrupted = try reader.varint() != 0
            case 90:
                try reader.expect(.lengthDelimited, of: tag)
                ordersSince = try reader.string(field: 90)
            case 91:
                try reader.expect(.varint, of: tag)
                ordersGoOn = try reader.varint() != 0
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !orgId.isEmpty { writer.string(1, orgId) }
        if success { writer.bool(2, success) }
        if !error.isEmpty { writer.string(3, error) }
        if productsCount != 0 { writer.int64(4, productsCount) }
        if let posProductsCount { writer.int64(5, posProductsCount) }
        if created != 0 { writer.int64(6, created) }
        if updated != 0 { writer.int64(7, updated) }
        if unchanged != 0 { writer.int64(8, unchanged) }
        if deactivated != 0 { writer.int64(9, deactivated) }
        if let discountsFound { writer.int64(10, discountsFound) }
        if productsOnSale != 0 { writer.int64(11, productsOnSale) }
        if let customersCount { writer.int64(12, customersCount) }
        if let ordersCount { writer.int64(13, ordersCount) }
        if let brands { writer.int64(14, brands) }
        if let categories { writer.int64(15, categories) }
        if let vendors { writer.int64(16, vendors) }
        if durationMs != 0 { writer.int64(17, durationMs) }
        for value in warnings { writer.string(18, value) }
        if let discountsRejected { writer.int64(19, discountsRejected) }
        if let discountsUnscoped { writer.int64(20, discountsUnscoped) }
        if joined { writer.bool(21, joined) }
        for value in parts { writer.message(22) { value.encode(into: &$0) } }
        if let ordersRead { writer.int64(23, ordersRead) }
        if !ordersThrough.isEmpty { writer.string(24, ordersThrough) }
        if isComplete { writer.bool(25, isComplete) }
        if let spendingCount { writer.int64(26, spendingCount) }
        if interrupted { writer.bool(30, interrupted) }
        if !ordersSince.isEmpty { writer.string(90, ordersSince) }
        if ordersGoOn { writer.bool(91, ordersGoOn) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("org_id", orgId)
        writer.member("success", success)
        writer.member("error", error)
        writer.member("products_count", productsCount)
        if let posProductsCount { writer.member("pos_products_count", posProductsCount) }
        writer.member("created", created)
        writer.member("updated", updated)
        writer.member("unchanged", unchanged)
        writer.member("deactivated", deactivated)
        if let discountsFound { writer.member("discounts_found", discountsFound) }
        writer.member("products_on_sale", productsOnSale)
        if let customersCount { writer.member("customers_count", customersCount) }
        if let ordersCount { writer.member("orders_count", ordersCount) }
        if let brands { writer.member("brands", brands) }
        if let categories { writer.member("categories", categories) }
        if let vendors { writer.member("vendors", vendors) }
        writer.member("duration_ms", durationMs)
        writer.array("warnings", warnings) { writer, value in writer.value(value) }
        if let discountsRejected { writer.member("discounts_rejected", discountsRejected) }
        if let discountsUnscoped { writer.member("discounts_unscoped", discountsUnscoped) }
        writer.member("joined", joined)
        writer.array("parts", parts) { writer, value in writer.value(value) }
        if let ordersRead { writer.member("orders_read", ordersRead) }
        writer.member("orders_through", ordersThrough)
        writer.member("is_complete", isComplete)
        if let spendingCount { writer.member("spending_count", spendingCount) }
        writer.member("interrupted", interrupted)
        writer.member("orders_since", ordersSince)
        writer.member("orders_go_on", ordersGoOn)
    }
}
