import HTTPTransport
import JSON
import PointOfSale
import Synchronization

extension AlleavesClient {
    /// Details of batches, by one search, otherwise by concurrent single calls. Does not fail;
    /// batches may be missing, because enrichment does not justify a failed sync.
    ///
    /// It is unproven that the search honours the ids, so its response is filtered here, and one
    /// without any of the ids counts as a failure (hazard D25 of Protocol/alleaves.md).
    public func batches(ids: [String], deadline: POSDeadline) -> BatchLookup {
        let wanted = Set(ids.compactMap { Int64($0) }.filter { $0 > 0 })
        var found: [Int64: BatchDetails] = [:]
        var hasFallenBack = false
        let sorted = wanted.sorted()
        var first = 0
        while first < sorted.count {
            let end = min(first + AlleavesLimits.batchIDsPerSearchMax, sorted.count)
            let slice = Array(sorted[first..<end])
            first = end
            var answer: [BatchDetails] = []
            do throws(POSError) {
                answer = try searchBatches(slice, deadline)
            } catch {
                guard AlleavesClient.mayAskOneByOne(after: error) else { break }
            }
            answer.removeAll { Int64($0.idBatch).map(wanted.contains) != true }
            if answer.isEmpty, !hasFallenBack {
                hasFallenBack = true
                answer = singleBatches(slice, deadline)
            }
            for batch in answer {
                if let id = Int64(batch.idBatch) { found[id] = batch }
            }
        }
        let batches = found.sorted { $0.key < $1.key }.map(\.value)
        return BatchLookup(batches: batches, missingCount: wanted.count - batches.count)
    }

    /// Neither rejected credentials nor a busy POS are helped by a hundred further calls.
    private static func mayAskOneByOne(after error: POSError) -> Bool {
        switch error.code {
        case .credentialsRejected, .rateLimited, .timeout, .cancelled: false
        case .unavailable, .malformed, .tooLarge, .suspicious, .invalidRequest, .refused, .http:
            true
        }
    }

    private func searchBatches(
        _ ids: [Int64], _ deadline: POSDeadline
    ) throws(POSError) -> [BatchDetails] {
        let list = JSONValue.array(ids.map { .integer($0) })
        let call = AlleavesCall(
            method: .post, path: "/inventory/batch/search",
            body: JSONValue.fields(["ids": list]).bytes)
        let answer = try json(call, deadline, keys: BatchDetails.keys, isList: true)
        let keys = ["data", "batches", "items"]
        // A spoilt one counts as one without details, which keeps what is known of it.
        return try self.list(answer, under: keys, call)
            .filter { !$0.isSpoilt }.compactMap { BatchDetails($0) }
    }

    /// The first ids, one by one; failed ones are left out.
    private func singleBatches(
        _ ids: [Int64], _ deadline: POSDeadline
    ) -> [BatchDetails] {
        let chosen = Array(ids.prefix(AlleavesLimits.batchFallbackCallsMax))
        let found = Mutex<[BatchDetails]>([])
        ParallelWork.run(chosen.count, threads: AlleavesLimits.batchFallbackThreads) { index in
            // Details are optional: a batch without them is requested again in the next run.
            let batch = try? self.batch(
                chosen[index], triesMax: AlleavesLimits.batchFallbackTriesMax, deadline)
            guard let batch else { return }
            found.withLock { $0.append(batch) }
        }
        return found.withLock { $0 }
    }

    /// One batch.
    public func batch(
        _ idBatch: Int64, deadline: POSDeadline
    ) throws(POSError) -> BatchDetails {
        try batch(idBatch, triesMax: AlleavesLimits.triesMax, deadline)
    }

    private func batch(
        _ idBatch: Int64, triesMax: Int, _ deadline: POSDeadline
    ) throws(POSError) -> BatchDetails {
        let call = AlleavesCall(path: "/inventory/batch/\(idBatch)", triesMax: triesMax)
        let answer = try json(call, deadline, keys: BatchDetails.keys)
        guard let batch = BatchDetails(answer["data"] ?? answer["batch"] ?? answer),
            batch.idBatch == String(idBatch)
        else { throw POSError(JSONFault(.unexpectedShape, offset: 0), path: call.path) }
        return batch
    }
}
