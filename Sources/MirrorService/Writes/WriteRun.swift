import DocumentStore
import PointOfSale
import Sync
import TTRPC

/// Why a write to the POS has not come to its end.
enum WriteFailure: Error {
    /// A call of the POS has failed.
    case pos(POSError)
    /// The mirror itself cannot go on; nothing was sent by it.
    case mirror(RPCError)
    /// There is a step of which nobody knows whether the POS has carried it out.
    case open(String)
}

/// What a write has come to: the POS's answer, and the documents that show it.
struct PosWriteResult {
    var outcome: WriteOutcome
    var documents: [DocumentWrite] = []
}

/// A write to the POS while it is sent. Every call is noted before it is made.
struct WriteRun {
    let connection: POSConnection
    let client: any PointOfSaleWrites
    let deadline: POSDeadline
    /// Microseconds since 1970.
    let now: Int64
    var record: WriteRecord
    /// Makes the record durable.
    let note: (WriteRecord) throws(RPCError) -> Void

    /// The only call of a write: noted with the write itself.
    func call<Answer>(
        _ body: (any PointOfSaleWrites, POSDeadline) throws(POSError) -> Answer
    ) throws(WriteFailure) -> Answer {
        do throws(POSError) {
            return try body(client, deadline)
        } catch {
            throw .pos(error)
        }
    }

    /// Makes the record durable as it is now, before a call that has no step.
    func noteAgain() throws(WriteFailure) {
        do throws(RPCError) {
            try note(record)
        } catch {
            throw .mirror(error)
        }
    }

    /// Makes the call of a step. Only one that is waiting or was certainly refused may be made.
    mutating func step<Answer>(
        _ index: Int, _ body: (any PointOfSaleWrites, POSDeadline) throws(POSError) -> Answer
    ) throws(WriteFailure) -> Answer {
        let before = record.steps[index].state
        precondition(before == .waiting || before == .refused, "a step that may not be repeated")
        record.steps[index].state = .sending
        do throws(RPCError) {
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

    /// Tries the families of calls in turn: the next one where the POS certainly has no such call
    /// and nothing was done. What answered is remembered.
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
        throw first ?? .mirror(RPCError(.internalError, "no family of calls"))
    }
}
