import Dispatch
import FirestoreModel
import Ordering

/// Builds the catalogs of all tenants, or of all stores, from rows in key order, concurrently with
/// reading the store: both take about as long, so two threads halve the startup of a large catalog.
///
/// Rows are copied into batches, of which at most ``CatalogLimits/loadBatchesMax`` wait.
// @unchecked: what is not constant is touched on `queue` alone, but for `batch`, which the reading
// thread fills until it hands it over.
final class RowLoader: @unchecked Sendable {
    /// Stored rows, concatenated.
    private struct Batch {
        var bytes: [UInt8] = []
        /// The end offset of each key and each value.
        var ends: [(key: Int, value: Int)] = []
    }

    private let queue = DispatchQueue(label: "posmirror.load")
    private let room = DispatchSemaphore(value: CatalogLimits.loadBatchesMax)
    private let finished: (TenantLoader) -> Void
    private var batch = Batch()

    private var loader = TenantLoader(org: "")
    /// The prefix of the keys of the loader's rows; empty before the first row.
    private var prefix: [UInt8] = []
    private var isWhole = true

    /// - Parameter finished: called with each tenant's or store's rows on another thread, for the
    ///   last time before ``finish()`` returns.
    init(finished: @escaping (TenantLoader) -> Void) { self.finished = finished }

    /// Takes the next row; by one thread.
    func add(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        batch.bytes.append(contentsOf: key)
        let keyEnd = batch.bytes.count
        batch.bytes.append(contentsOf: value)
        assert(
            keyEnd >= (batch.ends.last?.value ?? 0) && keyEnd <= batch.bytes.count,
            "rows follow each other")
        batch.ends.append((keyEnd, batch.bytes.count))
        if batch.bytes.count >= CatalogLimits.loadBatchBytes { handOver() }
    }

    /// Waits until all rows are built. Returns whether all of them were valid.
    func finish() -> Bool {
        handOver()
        return queue.sync {
            if isWhole, !prefix.isEmpty { finished(loader) }
            return isWhole
        }
    }

    private func handOver() {
        let full = batch
        batch = Batch()
        batch.bytes.reserveCapacity(full.bytes.count + CatalogLimits.itemBytesMax)
        batch.ends.reserveCapacity(full.ends.count)
        room.wait()
        queue.async { [self] in
            if isWhole { isWhole = build(full) }
            room.signal()
        }
    }

    private func build(_ batch: Batch) -> Bool {
        batch.bytes.withUnsafeBytes { bytes in
            var start = 0
            precondition(batch.ends.last.map { $0.value == bytes.count } ?? true, "bytes are rows'")
            for end in batch.ends {
                let key = UnsafeRawBufferPointer(rebasing: bytes[start..<end.key])
                let value = UnsafeRawBufferPointer(rebasing: bytes[end.key..<end.value])
                guard build(key: key, value: value) else { return false }
                start = end.value
            }
            return true
        }
    }

    private func build(key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) -> Bool {
        let isSameOwner = prefix.withUnsafeBytes { prefix in
            !prefix.isEmpty && key.count >= prefix.count
                && ByteOrder.compare(
                    UnsafeRawBufferPointer(rebasing: key[..<prefix.count]), prefix) == 0
        }
        if !isSameOwner {
            guard let (org, location, idStart) = ColumnKey.parse(key) else { return false }
            if !prefix.isEmpty { finished(loader) }
            prefix = [UInt8](key[..<idStart])
            loader = TenantLoader(
                org: String(decoding: org, as: UTF8.self),
                location: String(decoding: location, as: UTF8.self))
        }
        return loader.add(id: UnsafeRawBufferPointer(rebasing: key[prefix.count...]), value)
    }
}
