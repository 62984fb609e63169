import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale

/// The document tenants/{org}/integrations/pos: the status of a tenant's last run.
public enum IntegrationStatusDocument {
    /// Records that a run has begun; `now` is in microseconds since 1970.
    static func begin(_ report: SyncReport, now: Int64) -> DocumentWrite {
        merge(
            report.org,
            [
                (.provider, provider(report)), (.status, .string("running")),
                (.running, .string(report.kind.rawValue)), (.lastAttemptAt, time(now)),
                (.updatedAt, time(now)),
            ])
    }

    private static func provider(_ report: SyncReport) -> Value {
        report.provider.map { .string($0) } ?? .null
    }

    /// Records how a run ended. A failed run keeps the counts of the last successful one; results
    /// of other kinds' runs are kept too.
    ///
    /// - Parameter stored: the document's fields as they are.
    static func end(
        _ report: SyncReport, zone: TenantTimeZone, stored: Fields? = nil, now: Int64
    ) -> DocumentWrite {
        var kinds = KindStatus(stored: stored)
        kinds.take(report, incomplete: incomplete)
        let error = report.error.isEmpty ? kinds.error : cut(report.error)
        var fields: [(StatusField, Value)] = [
            (.provider, provider(report)),
            (.status, .string(report.success ? kinds.status : "error")),
            (.running, .null), (.updatedAt, time(now)),
            (.lastError, error.map { .string($0) } ?? .null), (.kinds, .map(kinds.kinds)),
            (.warnings, warnings(report)),
            (.interrupted, report.isInterrupted ? interrupted(report, now: now) : .null),
            (.incomplete, .array(kinds.incomplete)),
            (.durationMs, .integer(report.durationMs)),
        ]
        fields += Self.zone(zone)
        if report.success { fields.append((.lastSyncAt, time(now))) }
        if report.success || report.parts.contains(where: \.success) {
            fields.append((.productsCount, .integer(Int64(report.productsCount))))
            fields.append((.productsOnSale, .integer(Int64(report.productsOnSale))))
        }
        if report.landed(.products) {
            fields.append((.posProductsCount, .integer(Int64(report.posProductsCount))))
            fields.append((.matchRatio, .double(ratio(report))))
        }
        // Stored documents count, even if the rest could not be read.
        if let count = report.customersCount {
            fields.append((.customersCount, .integer(Int64(count))))
        }
        if let count = report.ordersCount {
            fields.append((.ordersCount, .integer(Int64(count))))
        }
        if report.kind == .org { fields.append((.parts, parts(report))) }
        return merge(report.org, fields, replacing: FieldKeySet([StatusField.kinds]))
    }

    /// The time zone of the tenant's days, and its source.
    static func zone(_ zone: TenantTimeZone) -> [(StatusField, Value)] {
        [
            (.timezone, .string(zone.name)),
            (.timezoneSource, .string(zone.source.rawValue)),
        ]
    }

    /// Records that the daemon was killed during a run.
    static func interrupted(_ run: InterruptedRun, now: Int64) -> DocumentWrite {
        merge(
            run.org,
            [
                (.status, .string("error")), (.running, .null), (.updatedAt, time(now)),
                (.lastError, .string(cut(run.text))), (.interrupted, .map(run.fields)),
            ])
    }

    /// What a run had stored when the daemon's shutdown cancelled it.
    private static func interrupted(_ report: SyncReport, now: Int64) -> Value {
        var fields = Fields([
            (InterruptedField.kind, .string(report.kind.rawValue)), (.at, time(now)),
        ])
        let parts =
            report.parts.isEmpty
            ? [(report.kind, report.written)] : report.parts.map { ($0.kind, $0.written) }
        for (kind, written) in parts { fields[kind.rawValue] = .integer(Int64(written)) }
        return .map(fields)
    }

    private static func warnings(_ report: SyncReport) -> Value {
        let all = report.allWarnings
        var shown = all.prefix(SyncLimits.warningsMax).map { Value.string(cut($0)) }
        if all.count > shown.count { shown.append(.string("\(all.count - shown.count) more")) }
        return .array(shown)
    }

    private static func incomplete(_ listing: IncompleteListing) -> Value {
        .map(
            Fields([
                (IncompleteField.listing, .string(listing.listing)),
                (.locationId, listing.location.map { .string($0) } ?? .null),
                (.code, .string(listing.code.rawValue)),
                (.reason, .string(cut(listing.text))),
            ]))
    }

    /// The result of each part of the last run of everything.
    private static func parts(_ report: SyncReport) -> Value {
        .map(
            Fields(
                report.parts.map { part in
                    let fields = Fields([
                        (PartField.durationMs, .integer(part.durationMs)),
                        (.error, part.error.isEmpty ? .null : .string(cut(part.error))),
                        (.status, part.success ? "success" : "error"),
                        (.written, .integer(Int64(part.written))),
                    ])
                    return (part.kind.rawValue, .map(fields))
                }))
    }

    private static func ratio(_ report: SyncReport) -> Double {
        let larger = max(report.productsCount, report.posProductsCount)
        let smaller = min(report.productsCount, report.posProductsCount)
        let items = larger == 0 ? 1 : Double(smaller) / Double(larger)
        guard report.posRowsRead < report.posRowsTotal else { return items }
        return min(items, Double(report.posRowsRead) / Double(report.posRowsTotal))
    }

    private static func time(_ microseconds: Int64) -> Value {
        .timestamp(Timestamp(microseconds: microseconds))
    }

    /// The text, truncated to the limit of a status.
    static func cut(_ text: String) -> String {
        RedactedText.cut(text, bytes: SyncLimits.errorBytesMax)
    }

    private static func merge(
        _ org: String, _ pairs: [(StatusField, Value)], replacing keys: FieldKeySet = []
    ) -> DocumentWrite {
        DocumentWrite(
            key: DocumentKey(
                database: Catalog.database, path: TenantPath.integration(org: org, .status)),
            mutation: .merge(
                fields: Fields(pairs).mapValueBytes, replacing: keys))
    }
}
