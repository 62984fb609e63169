import DocumentStore
import PointOfSale
import StatusCodes
import Sync
import TTRPC

/// Why a write to the POS is incomplete.
enum WriteFailure: Error {
    /// A call of the POS has failed.
    case pos(POSError)
    /// The mirror failed before sending.
    case mirror(Status)
    /// The outcome of a step is unknown.
    case open(String)
}

/// The result of a write: the POS's response and the resulting documents.
struct PosWriteResult {
    var outcome: WriteOutcome
    var documents: [DocumentWrite] = []
}

/// A write to the POS in progress. Every call is recorded before it is made.
struct WriteRun {
    let connection: POSConnection
    let client: any PointOfSaleWrites
    let deadline: POSDeadline
    /// Microseconds since 1970.
    let now: Int64
    var record: WriteRecord
    /// Makes the record durable.
    let note: (WriteRecord) throws(Status) -> Void

    /// The only call of a write: recorded with the write itself.
    func call<Answer>(
        _ body: (any PointOfSaleWrites, POSDeadline) throws(POSError) -> Answer
    ) throws(WriteFailure) -> Answer {
        do throws(POSError) {
            return try body(client, deadline)
        } catch {
            throw .pos(error)
        }
    }

    /// Stores the record durably before a call that has no step.
    func noteAgain() throws(WriteFailure) {
        do throws(Status) {
            try note(record)
        } catch {
            throw .mirror(error)
        }
    }

    /// Makes the call of a step. REQUIRES: the step is pending or was certainly refused.
    mutating func step<Answer>(
        _ index: Int, _ body: (any PointOfSaleWrites, POSDeadline) throws(POSError) -> Answer
    ) throws(WriteFailure) -> Answer {
        let before = record.steps[index].state
        precondition(before == .waiting || before == .refused, "a step that may not be repeated")
        record.steps[index].state = .sending
        do throws(Status) {
            try note(record)
        } catch {
            record.steps[index].state = before
            throw .mirror(error)
        }
        do throws(POSError) {
            let answer = try body(client, deadline)
            record.steps[index].state = .done
            return answer
        } catch {
            record.steps[index].state = error.isUntouched ? .refused : .unknown
            throw .pos(error)
        }
    }

    /// Tries the call families in order: the next one only if the POS certainly lacks the call and
    /// nothing was done. Caches the family that worked.
    mutating func byFamily<Answer>(
        _ subject: WriteFamily.Subject,
        _ body: (inout WriteRun, WriteFamily) throws(WriteFailure) -> Answer
    ) throws(WriteFailure) -> Answer {
        var first: WriteFailure?
        for family in client.families(for: subject) {
            do throws(WriteFailure) {
                let answer = try body(&self, family)
                client.learn(family, for: subject)
                return answer
            } catch {
                guard case .pos(let cause) = error, cause.isMissingCall, !record.hasProgress else {
                    throw error
                }
                first = first ?? error
            }
        }
        throw first ?? .mirror(Status(.internalError, "no family of calls"))
    }
}
