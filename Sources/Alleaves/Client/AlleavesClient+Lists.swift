import HTTPTransport

import PointOfSale

/// A listing of a small endpoint and what it says of itself.
struct AnsweredList {
    let entries: [JSONValue]
    /// How many there are by the POS's own word; nil where it says nothing.
    let total: Int?
    /// The POS says that there are more.
    let hasMore: Bool

    /// The POS says how many there are, and not so that it can be read.
    let isTotalUnreadable: Bool

    /// Whether fewer came than the POS says there are, or nothing proves that it is all.
    var isShort: Bool { hasMore || isTotalUnreadable || (total ?? 0) > entries.count }
}

extension AnsweredList {
    /// Members of an entry that say how many there are in all.
    private static let totalKeys = ["total", "total_rows", "total_count", "totalCount"]

    /// Members to keep of an answer for all that a listing says of itself.
    static let envelopeKeys = AnswerEnvelope.keys.union(totalKeys).union(ForeignText.reasonKeys)

    /// - Parameter page: which page it is, counted from 1.
    init(_ entries: [JSONValue], of answer: ListAnswer.Body, page: Int) {
        self.entries = entries
        let envelope = AnswerEnvelope(answer.json)
        let said = entries.flatMap { entry in
            Self.totalKeys.compactMap { entry[$0]?.integer }
        }
        total = (said + [envelope.total].compactMap { $0 }).max().map { Int(clamping: $0) }
        isTotalUnreadable = envelope.isTotalUnreadable
        hasMore = answer.isPart || envelope.hasMore || envelope.hasPage(after: page)
    }
}

/// Decodes a listing's body, and tells whether its status calls it the whole answer.
struct ListAnswer: AnswerReceiver {
    struct Body {
        let json: JSONValue
        /// The status says that this is a part (206), or that the answer is still being made (202).
        let isPart: Bool
    }

    var keys: Set<String>?
    var sink: BodySink? { nil }

    func value(of response: HTTPResponse) throws(JSONFault) -> Body {
        Body(
            json: try JSONAnswer(keys: keys).value(of: response),
            isPart: [202, 206, 207].contains(response.head.status))
    }
}

extension AlleavesClient {
    /// The listing that a call answers with: a bare array, or the first array under one of `names`.
    /// An answer without any, or which reports an error beside it, fails with the POS's own words,
    /// where it has some.
    ///
    /// - Parameters:
    ///   - keys: members of the entries to decode; nil for all.
    ///   - page: which page the call asks for, counted from 1.
    func answeredList(
        _ call: AlleavesCall, _ deadline: POSDeadline, under names: [String],
        keys: Set<String>? = nil, page: Int = 1
    ) throws(POSError) -> AnsweredList {
        let kept = keys?.union(names).union(AnsweredList.envelopeKeys)
        let answer = try perform(call, deadline) { ListAnswer(keys: kept) }
        let entries: [JSONValue]
        do throws(POSError) {
            entries = try list(answer.json, under: names, call)
        } catch {
            guard !AnswerEnvelope(answer.json).isError,
                let reason = scrubber.reason(of: answer.json)
            else { throw error }
            throw POSError(
                code: error.code, path: error.path, message: "no list, but: \(reason)")
        }
        return AnsweredList(entries, of: answer, page: page)
    }

    /// Throws where an answer reports an error, whatever list stands beside it: what it lacks may
    /// be there.
    func refuseError(in answer: JSONValue, _ call: AlleavesCall) throws(POSError) {
        guard AnswerEnvelope(answer).isError else { return }
        let reason = scrubber.reason(of: answer) ?? "the POS reports an error"
        throw POSError(
            code: .malformed, path: call.path, message: "no whole list, but: \(reason)")
    }
}
