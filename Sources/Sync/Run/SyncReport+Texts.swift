import PointOfSale

extension SyncReport {
    /// Takes out of every text of the report what nobody may see. Texts of the POS are clean
    /// where they come in; this is the last net before the log, the status document and callers.
    mutating func clean() {
        error = ForeignText.withoutCredentials(error)
        warnings = warnings.map { ForeignText.withoutCredentials($0) }
        parts = parts.map { part in
            SyncPart(
                kind: part.kind, success: part.success,
                error: ForeignText.withoutCredentials(part.error), durationMs: part.durationMs,
                written: part.written)
        }
    }
}
