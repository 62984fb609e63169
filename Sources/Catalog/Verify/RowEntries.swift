import DocumentStore
import FirestoreModel
import MirrorTree
import ProtobufWire
import RocksStore
import StatusCodes

/// The rows that the public products should have, a tenant's and its stores'.
///
/// The source hash is not compared: it says what the POS said, which no document does.
package struct RowEntries: DerivedEntries {
    package let family = ColumnFamily.columns

    package init() {}

    package func expected(
        of document: VerifiedDocument, _ body: ([UInt8], [UInt8]) -> Void
    ) throws(Status) {
        guard document.database == Catalog.database,
            let (org, id) = ProductPath.publicItem(document.path)
        else { return }
        let (idBytes, fields) = (Array(id.utf8), [UInt8](document.view.fields))
        let updateTime = document.view.updateTime
        var rows: [(key: [UInt8], row: StoredRow)] = []
        do throws(WireError) {
            let row = try DerivedRow(id: idBytes, fields: fields, updateTime: updateTime)
            rows.append((ColumnKey.prefix(org: org) + idBytes, StoredRow(row, sourceHash: 0)))
            if row.flags.contains(.ofStores) {
                let stores = try StoreRows(id: idBytes, fields: fields, updateTime: updateTime)
                for (location, row) in stores.rows {
                    rows.append(
                        (ColumnKey.storePrefix(org: org, location: location) + idBytes, row))
                }
            }
        } catch {
            throw Status(.corruption, "documents", "its fields do not decode: \(error)")
        }
        for (key, row) in rows { body(key, row.bytes) }
    }

    package func compared(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) throws(Status) -> [UInt8]? {
        switch try ColumnEntryDecoder(key, value) {
        case .rulesTime, .baseChanges: return nil
        case .ruleChange:
            try Self.checkRuleChange(key, value)
            return nil
        case .storeRow: return [UInt8](value)
        case .row:
            var bytes = [UInt8](value)
            guard StoredRow.sourceHashRange.upperBound <= bytes.count else { return bytes }
            bytes.replaceSubrange(
                StoredRow.sourceHashRange,
                with: repeatElement(0, count: StoredRow.sourceHashRange.count))
            return bytes
        }
    }

    private static func checkRuleChange(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) throws(Status) {
        guard let (_, start) = ColumnKey.tenant(key),
            let change = RuleChange(key: key, prefix: start, value: value)
        else { throw Status(.corruption, "columns", "damaged change of a rule") }
        guard case .fields(let bytes) = change.before else { return }
        do throws(WireError) {
            _ = try RuleDocument.fields(id: change.ruleID, bytes)
        } catch {
            throw Status(.corruption, "columns", "what the rule was does not decode: \(error)")
        }
    }

    package func place(_ key: [UInt8], _ value: [UInt8]) -> EntryPlace {
        key.withUnsafeBytes { Self.place($0) }
    }

    private static func place(_ key: UnsafeRawBufferPointer) -> EntryPlace {
        let damaged = EntryPlace(part: "a key of \(key.count) bytes")
        if key.first == ColumnKey.rulesTimeKind {
            let org = String(decoding: key.dropFirst(), as: UTF8.self)
            return EntryPlace(
                document: TenantPath.tenant(org), part: "time of its rules' last change")
        }
        guard let (orgBytes, end) = ColumnKey.tenant(key) else { return damaged }
        let org = String(decoding: orgBytes, as: UTF8.self)
        func product(_ start: Int) -> ResourcePath {
            ProductPath.publicItem(
                org: org, id: String(decoding: key[start...], as: UTF8.self))
        }
        switch key[0] {
        case ColumnKey.rowKind: return EntryPlace(document: product(end), part: "row")
        case ColumnKey.storeRowKind:
            guard let (_, location, start) = ColumnKey.parse(key) else { return damaged }
            return EntryPlace(
                document: product(start),
                part: "row at \(String(decoding: location, as: UTF8.self))")
        case ColumnKey.baseChangesKind:
            return EntryPlace(document: product(end), part: "history of its base price")
        case ColumnKey.ruleChangeKind where key.count > end + 8:
            let id = String(decoding: key[(end + 8)...], as: UTF8.self)
            let rule = TenantPath.discounts(org: org).segments + [id]
            return EntryPlace(
                document: ResourcePath(uncheckedSegments: rule),
                part: "what the rule was before a change")
        default: return damaged
        }
    }
}
