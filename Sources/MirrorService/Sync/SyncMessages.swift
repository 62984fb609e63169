import Catalog
import FirestoreModel
import MirrorMessages
import MirrorTree
import Sync

extension IntegrationStatus {
    /// Copies the fields of the integration document.
    mutating func read(_ fields: Fields) {
        if case .string(let text) = fields[StatusField.provider] { provider = text }
        if case .string(let text) = fields[StatusField.status] { status = text }
        if case .string(let text) = fields[StatusField.lastError] { lastError = text }
        if case .string(let text) = fields[StatusField.running] { running = text }
        if case .timestamp(let time) = fields[StatusField.lastAttemptAt] {
            lastAttemptAt = WireTimestamp(microseconds: time.microseconds)
        }
        if case .timestamp(let time) = fields[StatusField.lastSyncAt] {
            lastSyncAt = WireTimestamp(microseconds: time.microseconds)
        }
        if case .integer(let count) = fields[StatusField.productsCount] { productsCount = count }
        if case .integer(let count) = fields[StatusField.productsOnSale] { productsOnSale = count }
        if case .integer(let count) = fields[StatusField.posProductsCount] {
            posProductsCount = count
        }
        if case .integer(let count) = fields[StatusField.customersCount] { customersCount = count }
        if case .integer(let count) = fields[StatusField.ordersCount] { ordersCount = count }
        if case .integer(let count) = fields[StatusField.durationMs] { durationMs = count }
        if case .double(let ratio) = fields[StatusField.matchRatio] { matchRatio = ratio }
        warnings = fields[StatusField.warnings]?.arrayValue?.compactMap(\.stringValue) ?? []
    }

    /// Sets the current time zone, which may have been set since the last run.
    mutating func take(_ zone: TenantTimeZone) {
        timezone = zone.name
        timezoneSource = zone.source.rawValue
        for text in zone.warnings where !warnings.contains(text) { warnings.append(text) }
    }
}

extension SyncReply {
    init(_ report: SyncReport) {
        self.init()
        orgId = report.org
        success = report.success
        error = report.error
        productsCount = Int64(report.productsCount)
        created = Int64(report.created)
        updated = Int64(report.updated)
        unchanged = Int64(report.unchanged)
        deactivated = Int64(report.deactivated)
        productsOnSale = Int64(report.productsOnSale)
        durationMs = report.durationMs
        ordersThrough = report.ordersThrough
        ordersSince = report.ordersSince
        ordersGoOn = report.ordersGoOn
        isComplete = report.isComplete
        parts = report.parts.map { SyncPartReply($0) }
        warnings = report.allWarnings
        joined = report.joined
        interrupted = report.isInterrupted
        takeCounts(report)
    }

    /// Sets the counts of the kinds that the run included.
    private mutating func takeCounts(_ report: SyncReport) {
        let known = { (kind: SyncKind, count: Int) -> Int64? in
            report.landed(kind) || (report.concerns(kind) && count > 0) ? Int64(count) : nil
        }
        posProductsCount = known(.products, report.posProductsCount)
        discountsFound = known(.discounts, report.discountsFound)
        discountsRejected = known(.discounts, report.discountsRejected)
        discountsUnscoped = known(.discounts, report.discountsUnscoped)
        ordersRead = known(.orders, report.ordersRead)
        spendingCount = known(.orders, report.spendingCount)
        brands = report.brands.map { Int64($0) }
        categories = report.categories.map { Int64($0) }
        vendors = report.vendors.map { Int64($0) }
        customersCount = report.customersCount.map { Int64($0) }
        ordersCount = report.ordersCount.map { Int64($0) }
    }
}

extension SyncPartReply {
    init(_ part: SyncPart) {
        self.init()
        kind = part.kind.rawValue
        success = part.success
        error = part.error
        durationMs = part.durationMs
        written = Int64(part.written)
    }
}
