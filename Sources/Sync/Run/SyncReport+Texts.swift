import PointOfSale

extension SyncReport {
    /// Redacts every text of the report. Texts of the POS are redacted on input; this is the last
    /// safeguard before the log, the status document and callers.
    mutating func clean() {
        error = RedactedText.withoutCredentials(error)
        warnings = warnings.map { RedactedText.withoutCredentials($0) }
        parts = parts.map { part in
            SyncPart(
                kind: part.kind, success: part.success,
                error: RedactedText.withoutCredentials(part.error), durationMs: part.durationMs,
                written: part.written)
        }
    }
}
